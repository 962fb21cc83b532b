/**
 * What a network is: an immutable description from which everything else is derived (the compiled step, the parameter
 * list, the ONNX graph, the counts). Start reading at {@link dev.lamarck.train.architecture.Architecture}.
 */
@NullMarked
package dev.lamarck.train.architecture;

import org.jspecify.annotations.NullMarked;
