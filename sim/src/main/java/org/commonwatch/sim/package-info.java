/**
 * Whole communities in one process, on one thread of simulated time, from one seed: real sequencer, witnesses, mirrors,
 * followers, policies and succession over disks and a network that fail, with liars among the members. After every step
 * what must never happen is looked for; a seed that breaks it is told as its shortest story.
 *
 * <p>{@link org.commonwatch.sim.Simulation} runs seeds. Time, randomness, disks and network are the simulator's own, so a
 * seed always tells the same story.
 */
@NullMarked
package org.commonwatch.sim;

import org.jspecify.annotations.NullMarked;
