/**
 * Networks that run: an architecture is written as TorchScript text, which PyTorch compiles and DJL calls. Start reading
 * at {@link dev.lamarck.train.engine.StepCompiler}.
 */
@NullMarked
package dev.lamarck.train.engine;

import org.jspecify.annotations.NullMarked;
