package org.commonwatch.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Simulated time, the network between members, and the story so far. One thread. */
final class World {
    /** Events of one run: some thousand are usual, a run that has more goes round in circles. */
    private static final int EVENTS_MAX = 200_000;

    private static final int LOST_PERCENT = 8;
    private static final int TWICE_PERCENT = 4;
    private static final long DELAY_NANOS_MAX = Duration.ofMillis(400).toNanos();
    private static final long CALM_DELAY_NANOS = Duration.ofMillis(2).toNanos();

    private record Event(long nanos, long order, Runnable what) {}

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final List<String> story = new ArrayList<>();
    private final Random dice;
    private long nanos;
    private long order;
    private int events;
    private boolean calm;

    /** Bit i: member i is on the other side. */
    private int otherSide;

    /** @param seed of everything that no step has dice for */
    World(long seed) {
        this.dice = new Random(seed);
    }

    long nanos() {
        return nanos;
    }

    Instant now() {
        return Keys.START.plusNanos(nanos);
    }

    void at(long when, Runnable what) {
        queue.add(new Event(Math.max(when, nanos), order++, what));
    }

    void after(long delay, Runnable what) {
        at(nanos + delay, what);
    }

    /** Lets time pass until {@code until}; {@code check} is run after each event. */
    void run(long until, Runnable check) {
        while (!queue.isEmpty() && queue.peek().nanos <= until) {
            Event next = queue.remove();
            nanos = next.nanos;
            next.what.run();
            check.run();
            if (++events > EVENTS_MAX) {
                throw new Broken("more than " + EVENTS_MAX + " events: something goes round in circles");
            }
        }
        nanos = Math.max(nanos, until);
    }

    /** A message, which may be lost, come late, twice, or after a later one. */
    void send(int from, int to, Runnable arrives) {
        if (!reaches(from, to) || (!calm && dice.nextInt(100) < LOST_PERCENT)) {
            return;
        }
        int copies = !calm && dice.nextInt(100) < TWICE_PERCENT ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            after(calm ? CALM_DELAY_NANOS : 1 + dice.nextLong(DELAY_NANOS_MAX), () -> {
                if (reaches(from, to)) {
                    arrives.run();
                }
            });
        }
    }

    /** For an exchange that is over at once: whether the line holds for it. */
    boolean lineHolds(int from, int to) {
        return reaches(from, to) && (calm || dice.nextInt(100) >= LOST_PERCENT);
    }

    private boolean reaches(int one, int other) {
        return (otherSide >> one & 1) == (otherSide >> other & 1);
    }

    void partition(int side) {
        otherSide = side;
    }

    /** From now on messages arrive. */
    void clear() {
        calm = true;
        otherSide = 0;
    }

    void tell(String what) {
        long millis = nanos / 1_000_000;
        story.add(millis / 1_000 + "." + Long.toString(1_000 + millis % 1_000).substring(1) + " " + what);
    }

    List<String> story() {
        return List.copyOf(story);
    }
}
