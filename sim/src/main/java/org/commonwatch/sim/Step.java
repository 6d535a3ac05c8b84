package org.commonwatch.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One thing that happens to a community from outside. Steps do not depend on each other: each has its own dice, so a story
 * without some of them is a story as well, which is how the shortest one is found.
 *
 * @param millis when, since the start
 * @param member to whom
 * @param dice seed of everything random about it
 */
record Step(long millis, Act act, int member, long dice) {
    enum Act {
        /** The member has its node say something in the log. */
        SUBMIT,
        /** The member's node looks for news. */
        FOLLOW,
        /** The member's machine loses power. */
        CRASH,
        /** One of the next writes of the member's disk fails, with or without having happened. */
        DISK_FAILS,
        /** The member's disk is full until the weather clears. */
        DISK_FULL,
        /** The member's clock goes off by at most two minutes. */
        SKEW,
        /** The network falls into two parts, and heals with the next one or when the weather clears. */
        PARTITION,
        /** As {@link #CRASH}, {@link #DISK_FAILS}, for the machine that orders the log. */
        OPERATOR_CRASH,
        OPERATOR_DISK_FAILS,
        /** A liar that orders the log does what it is there for. */
        LIE,
        /** The member leaves the epoch and votes for the next. */
        VOTE,
        /** The member tries to put a succession together. */
        SUCCEED
    }

    /** How long the trouble lasts. */
    static final long MILLIS_MAX = 12_000;

    private static final int STEPS_MIN = 24;
    private static final int STEPS_MORE = 24;

    /** Of a hundred steps; what remains is SUBMIT and FOLLOW. */
    private static final int TROUBLE_PERCENT = 25;

    private static final List<Act> TROUBLE = List.of(
            Act.CRASH,
            Act.DISK_FAILS,
            Act.DISK_FAILS,
            Act.DISK_FULL,
            Act.SKEW,
            Act.PARTITION,
            Act.OPERATOR_CRASH,
            Act.OPERATOR_DISK_FAILS);

    /** The story that a seed plans. */
    static List<Step> plan(long seed, Scenario scenario) {
        Random dice = new Random(seed * 0x9E3779B97F4A7C15L);
        List<Step> steps = new ArrayList<>();
        int count = STEPS_MIN + dice.nextInt(STEPS_MORE);
        for (int i = 0; i < count; i++) {
            boolean trouble = scenario.trouble() && dice.nextInt(100) < TROUBLE_PERCENT;
            Act act =
                    trouble ? TROUBLE.get(dice.nextInt(TROUBLE.size())) : dice.nextInt(5) < 2 ? Act.SUBMIT : Act.FOLLOW;
            steps.add(step(dice, MILLIS_MAX, act, scenario));
        }
        if (scenario.operator() != Scenario.Operator.HONEST) {
            int lies = 1 + dice.nextInt(3);
            for (int i = 0; i < lies; i++) {
                steps.add(step(dice, MILLIS_MAX, Act.LIE, scenario));
            }
        }
        // Members may lose patience before anything is wrong, and not all of them.
        if (dice.nextInt(4) == 0) {
            int votes = 1 + dice.nextInt(scenario.members());
            for (int i = 0; i < votes; i++) {
                steps.add(step(dice, MILLIS_MAX, Act.VOTE, scenario));
                steps.add(step(dice, MILLIS_MAX, Act.SUCCEED, scenario));
            }
        }
        steps.sort(Comparator.comparingLong(Step::millis));
        return List.copyOf(steps);
    }

    private static Step step(Random dice, long until, Act act, Scenario scenario) {
        return new Step(dice.nextLong(until), act, dice.nextInt(scenario.members()), dice.nextLong());
    }
}
