/** Trained networks in the form that others load: ONNX, checked against ONNX Runtime. */
@NullMarked
package dev.lamarck.train.export;

import org.jspecify.annotations.NullMarked;
