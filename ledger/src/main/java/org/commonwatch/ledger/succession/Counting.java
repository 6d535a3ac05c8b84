package org.commonwatch.ledger.succession;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * From votes to the place where the new epoch starts.
 *
 * <p>Of n cosigners q make a checkpoint final and at most f lie. Every vote is cast by a frozen cosigner and names the
 * highest checkpoint it cosigned; w votes of cosigners that are not proven liars are counted, z are proven ones.
 *
 * <p><b>What a final checkpoint leaves behind.</b> Let X be final. At least q - f honest cosigners signed it; at most n - z -
 * w cosigners neither vote nor are proven liars; so at least {@code t = q + w + z - n - f} honest votes are counted whose
 * checkpoint is X or continues X: an honest cosigner never signs what does not, and froze before it voted. What fewer than t
 * votes could continue is not final. With w = q, no proven liar and f = 0 that is the 2q - n members that two quorums share.
 *
 * <p><b>The rule.</b> The record shows one chain of checkpoints, each proved to continue the one before. A vote is on it, or
 * off it; nobody proves that a vote is off it, so leaving out a proof only makes the rule harder to meet.
 *
 * <ol>
 *   <li>Fewer than t votes are off the chain. So nothing that contradicts the chain is final. Where a final checkpoint is
 *       known and on the chain, only votes above its size are counted here: nothing final contradicts it.
 *   <li>The epoch starts at S, the lowest checkpoint of the chain that has at least the size of the t-th largest vote, on
 *       the chain or off it, and that is not below a known final one or the start of the epoch that ends. So fewer than t
 *       votes could continue anything that lies beyond S or branches off beyond it.
 * </ol>
 *
 * <p>Hence S continues all that is final. Without votes off the chain, rule 2 is met by the t-th largest vote: a log that
 * never showed two histories always has a successor once q cosigners vote. With them it may be undecided, since a liar's
 * vote can hide what it signed; then further votes, a known final checkpoint or a proof of who lied decides.
 */
final class Counting {
    private Counting() {}

    /**
     * One vote that is counted.
     *
     * @param size of the highest checkpoint cosigned; zero for none
     * @param onChain whether that checkpoint is one of the chain
     */
    record Cast(long size, boolean onChain) {}

    /** t: what a final checkpoint has in honest votes at least; from 1 to {@code counted}, when that is q or more. */
    static int backing(Quorum quorum, int counted, int proven) {
        int liars = Math.max(quorum.liarsMax(), proven);
        return quorum.threshold() + counted + proven - quorum.members() - liars;
    }

    /**
     * @param proven z, cosigners proved to be liars; none of {@code votes} is theirs
     * @param chain sizes of the record's chain, rising; the first is the start of the epoch that ends
     * @param finalSize of the largest final checkpoint known, which is on the chain
     * @return the size of S
     * @throws Refused {@code succession-votes} for too few, {@code succession-undecided}
     */
    static long start(Quorum quorum, int proven, List<Cast> votes, List<Long> chain, OptionalLong finalSize)
            throws Refused {
        if (votes.size() < quorum.threshold()) {
            throw Refusal.of(
                            "succession-votes",
                            "",
                            "Votes of " + quorum.threshold() + " cosigners that are not proven liars are needed.",
                            Integer.toString(votes.size()))
                    .toException();
        }
        int backing = backing(quorum, votes.size(), proven);
        long elsewhere = votes.stream()
                .filter(vote -> !vote.onChain && vote.size > finalSize.orElse(-1))
                .count();
        if (elsewhere >= backing) {
            throw undecided("So many votes are for another history that what is final there may be lost.", elsewhere);
        }
        List<Long> largestFirst =
                votes.stream().map(Cast::size).sorted(Comparator.reverseOrder()).toList();
        long least = Math.max(largestFirst.get(backing - 1), Math.max(chain.getFirst(), finalSize.orElse(0)));
        return chain.stream()
                .filter(size -> size >= least)
                .findFirst()
                .orElseThrow(() -> undecided("Votes for another history reach beyond this one.", least));
    }

    private static Refused undecided(String message, long value) {
        return Refusal.of("succession-undecided", "", message, Long.toString(value))
                .toException();
    }
}
