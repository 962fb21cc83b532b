/**
 * Why a network gave an answer: which pixels spoke for it and how far such an explanation is to be trusted. Start reading
 * at {@link dev.lamarck.train.explain.Explainer}.
 */
@NullMarked
package dev.lamarck.train.explain;

import org.jspecify.annotations.NullMarked;
