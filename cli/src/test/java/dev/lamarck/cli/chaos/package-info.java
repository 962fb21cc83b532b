/**
 * The chaos suite: studies on a real stack whose processes are killed and stopped, whose network is cut and delayed, whose
 * disk is full and whose clock jumps; then what must be true is checked. Start reading at {@link
 * dev.lamarck.cli.chaos.ChaosSuite}; a scenario follows from its seed in {@link dev.lamarck.cli.chaos.ScenarioPlan}.
 */
@NullMarked
package dev.lamarck.cli.chaos;

import org.jspecify.annotations.NullMarked;
