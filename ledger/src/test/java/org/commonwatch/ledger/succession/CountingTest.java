package org.commonwatch.ledger.succession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule of succession: rows that a member can read, and every pattern of votes of small communities. */
class CountingTest {
    /** Votes as {@code 12} on the chain, {@code 12!} off it; the chain has the sizes of the votes on it, and {@code also}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            three of three, all alike                          | 3 | 3 | 0 | 10 10 10     |    | 10
            three of three: final needs all, so the least       | 3 | 3 | 0 | 12 10 15     |    | 10
            two votes of three are not three                    | 3 | 3 | 0 | 10 10        |    | succession-votes
            three of four: one of them may lie, so the most     | 4 | 3 | 0 | 12 10 15     |    | 15
            four of four: one alone cannot have made it final   | 4 | 3 | 0 | 12 10 15 12  |    | 12
            one other history may hide what is final            | 4 | 3 | 0 | 10 10 10!    |    | succession-undecided
            until the fourth has voted                          | 4 | 3 | 0 | 10 10 10! 10 |    | 10
            two against two is open                             | 4 | 3 | 0 | 10 10 10! 10!|    | succession-undecided
            unless one history is known to be final             | 4 | 3 | 0 | 10 10 10! 10!| 10 | 10
            but a larger vote beyond it opens it again          | 4 | 3 | 0 | 10 10 11! 11!| 10 | succession-undecided
            or one of the four is proved to lie                 | 4 | 3 | 1 | 10 10 10!    |    | 10
            whose vote does not count                           | 4 | 3 | 1 | 10 10        |    | succession-votes
            five of seven, two may lie                          | 7 | 5 | 0 | 9 8 7 6 5    |    | 9
            all seven                                           | 7 | 5 | 0 | 9 8 7 6 5 4 3|    | 7
            three against four of seven is open                 | 7 | 5 | 0 | 9 9 9 9 9! 9! 9!| | succession-undecided
            two against five of seven is not                    | 7 | 5 | 0 | 9 9 9 9 9 9! 9! | | 9
            the new epoch is not below what is known as final   | 4 | 3 | 0 | 4 4 4 4      | 8  | 8
            nobody has cosigned anything                        | 4 | 3 | 0 | 0 0 0        |    | 0
            a majority of three tolerates nobody                | 3 | 2 | 0 | 10 12        |    | 12
            """)
    void decides(String name, int members, int threshold, int proven, String votes, Long known, String expected) {
        List<Counting.Cast> casts = Arrays.stream(votes.split(" +"))
                .map(word -> word.endsWith("!")
                        ? new Counting.Cast(Long.parseLong(word.substring(0, word.length() - 1)), false)
                        : new Counting.Cast(Long.parseLong(word), true))
                .toList();
        List<Long> chain = Stream.concat(
                        Stream.of(0L, known == null ? 0L : known),
                        casts.stream().filter(Counting.Cast::onChain).map(Counting.Cast::size))
                .distinct()
                .sorted()
                .toList();
        OptionalLong finalSize = known == null ? OptionalLong.empty() : OptionalLong.of(known);
        assertEquals(expected, outcome(new Quorum(members, threshold), proven, casts, chain, finalSize));
    }

    private static String outcome(
            Quorum quorum, int proven, List<Counting.Cast> casts, List<Long> chain, OptionalLong finalSize) {
        try {
            return Long.toString(Counting.start(quorum, proven, casts, chain, finalSize));
        } catch (Refused e) {
            return e.refusal().code();
        }
    }

    @Test
    void toleratesWhatThePolicyTolerates() {
        assertEquals(0, new Quorum(3, 3).liarsMax());
        assertEquals(1, new Quorum(4, 3).liarsMax());
        assertEquals(1, new Quorum(5, 4).liarsMax());
        assertEquals(2, new Quorum(7, 5).liarsMax());
        assertEquals(0, new Quorum(5, 3).liarsMax());
        assertEquals(0, new Quorum(1, 1).liarsMax());
    }

    /** A point of the history: two sizes of one branch, and branches that part at the root or after the first size. */
    private enum Point {
        NONE(0, ""),
        A1(1, "a"),
        A2(2, "aa"),
        C2(2, "ac"),
        B1(1, "b"),
        B2(2, "bb");

        final long size;
        final String history;

        Point(long size, String history) {
            this.size = size;
            this.history = history;
        }

        boolean continues(Point other) {
            return history.startsWith(other.history);
        }
    }

    /** Branches that a record may go along. */
    private static final List<List<Point>> BRANCHES =
            List.of(List.of(Point.A1, Point.A2), List.of(Point.A1, Point.C2), List.of(Point.B1, Point.B2));

    /**
     * The twin: it looks at every set of q cosigners and every set of liars, and calls a point possibly final when all
     * honest voters of the set cosigned it as far as their votes tell. Nothing that the rule decides may lose such a point.
     */
    @Test
    void nothingThatMayBeFinalIsEverLost() {
        int decided = 0;
        for (int n = 3; n <= 7; n++) {
            Quorum quorum = new Quorum(n, PolicyBuilder.defaultThreshold(n));
            for (int proven = 0; proven <= quorum.liarsMax(); proven++) {
                for (int voters = quorum.threshold(); voters <= n - proven; voters++) {
                    for (List<Point> votes : patterns(voters)) {
                        decided += check(quorum, proven, votes);
                    }
                }
            }
        }
        assertTrue(decided > 1_000, "only " + decided + " patterns were decided");
    }

    /** Every multiset of votes: who cast which does not matter. */
    private static List<List<Point>> patterns(int voters) {
        List<List<Point>> all = new ArrayList<>();
        grow(all, new ArrayList<>(), voters, 0);
        return all;
    }

    private static void grow(List<List<Point>> all, List<Point> begun, int voters, int least) {
        if (begun.size() == voters) {
            all.add(List.copyOf(begun));
            return;
        }
        List<Point> points = List.of(Point.values());
        for (int i = least; i < points.size(); i++) {
            begun.add(points.get(i));
            grow(all, begun, voters, i);
            begun.removeLast();
        }
    }

    private static int check(Quorum quorum, int proven, List<Point> votes) {
        List<Point> mayBeFinal = Arrays.stream(Point.values())
                .filter(point -> point != Point.NONE && mayBeFinal(quorum, proven, votes, point))
                .toList();
        int decided = 0;
        for (List<Point> branch : BRANCHES) {
            List<Point> chain = new ArrayList<>(List.of(Point.NONE));
            branch.stream().filter(votes::contains).forEach(chain::add);
            List<Counting.Cast> casts = votes.stream()
                    .map(vote -> new Counting.Cast(vote.size, chain.contains(vote)))
                    .toList();
            OptionalInt start = start(quorum, proven, casts, chain);
            if (start.isPresent()) {
                Point from = chain.get(start.getAsInt());
                for (Point point : mayBeFinal) {
                    assertTrue(
                            from.continues(point),
                            quorum + ", " + proven + " proven, votes " + votes + ", starts at " + from + ", loses "
                                    + point);
                }
                decided++;
            } else {
                assertTrue(
                        casts.stream().anyMatch(cast -> !cast.onChain()),
                        "one history is always decided: " + quorum + " " + votes);
            }
        }
        return decided;
    }

    private static OptionalInt start(Quorum quorum, int proven, List<Counting.Cast> casts, List<Point> chain) {
        List<Long> sizes = chain.stream().map(point -> point.size).toList();
        try {
            return OptionalInt.of(sizes.indexOf(Counting.start(quorum, proven, casts, sizes, OptionalLong.empty())));
        } catch (Refused e) {
            return OptionalInt.empty();
        }
    }

    /** Cosigners 0 to v-1 voted, the next ones are proven liars, the rest is silent. */
    private static boolean mayBeFinal(Quorum quorum, int proven, List<Point> votes, Point point) {
        int n = quorum.members();
        int provenSet = ((1 << proven) - 1) << votes.size();
        for (int signers = 0; signers < 1 << n; signers++) {
            if (Integer.bitCount(signers) != quorum.threshold()) {
                continue;
            }
            for (int liars = 0; liars < 1 << n; liars++) {
                boolean possible = Integer.bitCount(liars) <= quorum.liarsMax() && (liars & provenSet) == provenSet;
                if (possible && allSigned(signers & ~liars, votes, point)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean allSigned(int honest, List<Point> votes, Point point) {
        for (int i = 0; i < votes.size(); i++) {
            if ((honest >> i & 1) == 1 && !votes.get(i).continues(point)) {
                return false;
            }
        }
        return true;
    }
}
