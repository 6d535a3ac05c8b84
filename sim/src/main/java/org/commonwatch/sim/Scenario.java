package org.commonwatch.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who takes part in a community and who of them lies. The log is ordered by member 0's node; when that one lies, its
 * cosigner lies as well.
 *
 * @param name as tests and stories call it
 * @param members from 3 to 7, each with a follower and a mirror's cosigner
 * @param operator what is wrong with whoever orders the log
 * @param lyingWitnesses members whose cosigner signs anything, the lying operator's included
 * @param lyingFeed whether the last member serves wrong bytes
 * @param trouble whether messages, disks and machines fail before the weather clears
 */
record Scenario(String name, int members, Operator operator, int lyingWitnesses, boolean lyingFeed, boolean trouble) {
    /** What the node that orders the log does. */
    enum Operator {
        HONEST,
        /** Stops for good. */
        LEAVES,
        /** Goes on in two histories and shows each now to this one, now to that one. */
        FORKS,
        /** Shows one half of the members one history and the other half another. */
        SPLITS,
        /** Says that it took an entry of the last member's and leaves it out. */
        OMITS,
        /** Asks for cosignatures and gives no bytes. */
        WITHHOLDS,
        /** Shows old checkpoints again. */
        REPLAYS,
        /** Puts entries that were published into another order. */
        REORDERS;

        boolean lies() {
            return this != HONEST && this != LEAVES;
        }

        boolean twoHistories() {
            return this == FORKS || this == SPLITS || this == REORDERS;
        }
    }

    /** More than two thirds: floor(2n/3)+1. */
    int quorum() {
        return 2 * members / 3 + 1;
    }

    /** Liars under whom nothing that was final may ever be lost. */
    int liarsMax() {
        return (members - 1) / 3;
    }

    /** Whether this member's cosigner signs anything. */
    boolean lies(int member) {
        int liars = lyingWitnesses;
        return operator.lies() ? member < liars : member >= members - liars;
    }

    boolean feedLies(int member) {
        return lyingFeed && member == members - 1;
    }

    /** Every kind, with the most liars that the promise covers, and fewer. */
    static final List<Scenario> ALL = all();

    private static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int members = 3; members <= 7; members++) {
            for (Operator operator : Operator.values()) {
                int least = operator.lies() ? 1 : 0;
                int most = Math.max(least, (members - 1) / 3);
                for (int liars = least; liars <= most; liars++) {
                    all.add(of(members, operator, liars));
                }
            }
        }
        return List.copyOf(all);
    }

    private static Scenario of(int members, Operator operator, int liars) {
        String name = operator.name().toLowerCase(Locale.ROOT) + " of " + members
                + (liars == 0 ? "" : ", " + liars + (liars == 1 ? " cosigner lies" : " cosigners lie"));
        return new Scenario(name, members, operator, liars, members > 4, true);
    }

    /** Seeds go through all of them in turn. */
    static Scenario of(long seed) {
        return ALL.get((int) Math.floorMod(seed, (long) ALL.size()));
    }

    @Override
    public String toString() {
        return name;
    }
}
