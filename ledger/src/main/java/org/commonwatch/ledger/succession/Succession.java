package org.commonwatch.ledger.succession;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The record that ends one epoch of a log and begins the next: the votes, the new terms, one history with its proofs, and
 * where on it the new epoch starts, which follows from the rest ({@link Counting}). Anybody who knows the epoch before can
 * verify it; whoever put it together is believed nothing.
 *
 * <p>Two records of one epoch have the same terms, because two sets of q votes share an honest cosigner and that one voted
 * once. They may start at different places, all of which continue what is final; the new log's own key and its cosigners,
 * who sign one history, settle which counts.
 *
 * @param epoch number of the new one
 * @param terms what holds in it; none of its keys was used before
 * @param start where it starts
 * @param votes one a cosigner
 * @param known a final checkpoint of the epoch that ends; empty when none is at hand
 * @param forks proofs against liars, whose votes do not count
 */
public record Succession(
        String origin,
        long epoch,
        Terms terms,
        Checkpoint start,
        List<Vote> votes,
        Optional<Note> known,
        List<Fork> forks,
        Chain chain) {
    /** One record in bytes: every vote of the largest community with all its cosignatures, and proofs. */
    public static final int BYTES_MAX = 32 * 1024 * 1024;

    /** Proofs that a record may carry: each convicts somebody, and one record needs few. */
    public static final int FORKS_MAX = 16;

    public Succession {
        votes = List.copyOf(votes);
        forks = List.copyOf(forks);
    }

    /**
     * Puts a record together along one history.
     *
     * @param known final checkpoints at hand; the largest on the history is used
     * @param branch reads the history that shall go on
     * @throws Refused as {@link #verify}; {@code succession-undecided} when these votes do not decide for this history
     */
    public static Succession of(
            Epoch before, Terms terms, List<Vote> votes, Collection<Note> known, List<Fork> forks, LogReader branch)
            throws Refused {
        Optional<Note> largest = Optional.empty();
        List<Checkpoint> points = new ArrayList<>();
        for (Note note : known) {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            boolean here = checkpoint.size() <= branch.size()
                    && branch.rootAt(checkpoint.size()).equals(checkpoint.root());
            if (here && (points.isEmpty() || points.getFirst().size() < checkpoint.size())) {
                largest = Optional.of(note);
                points = new ArrayList<>(List.of(checkpoint));
            }
        }
        for (Vote vote : votes) {
            points.add(vote.verify(before).last());
        }
        Chain chain = Chain.along(branch, before.start(), points);
        Succession open = new Succession(
                before.origin(), before.number() + 1, terms, before.start(), votes, largest, forks, chain);
        Succession whole = open.startingAt(open.decide(before));
        whole.verify(before);
        return whole;
    }

    private Succession startingAt(Checkpoint place) {
        return new Succession(origin, epoch, terms, place, votes, known, forks, chain);
    }

    /**
     * Checks everything.
     *
     * @param before the epoch that ends, verified or founded
     * @return the epoch that begins
     * @throws Refused what is wrong; codes {@code succession-…}, {@code vote-…} and those of notes, policies, proofs, forks
     */
    public Epoch verify(Epoch before) throws Refused {
        Checkpoint decided = decide(before);
        if (!decided.equals(start)) {
            throw wrong("succession-start", "The votes decide for another place.", Long.toString(decided.size()));
        }
        Set<Digest> keys = new HashSet<>(before.keys());
        keys.addAll(Epoch.keys(terms.policy()));
        return new Epoch(origin, epoch, terms, start, keys);
    }

    private Checkpoint decide(Epoch before) throws Refused {
        if (!origin.equals(before.origin()) || epoch != before.number() + 1) {
            throw wrong("succession-epoch", "The record follows another epoch.", origin + " " + epoch);
        }
        Quorum quorum = Quorum.of(before.terms().policy());
        checkTerms(before);
        chain.verify(before.start());
        Map<String, Checkpoint> lasts = lasts(before);
        OptionalLong finalSize = finalSize(before);
        checkLinks(lasts.values());
        Set<String> liars = liars(before);
        List<Counting.Cast> casts = lasts.entrySet().stream()
                .filter(entry -> !liars.contains(entry.getKey()))
                .map(entry -> new Counting.Cast(entry.getValue().size(), chain.holds(entry.getValue())))
                .toList();
        return chain.at(origin, Counting.start(quorum, liars.size(), casts, chain.sizes(), finalSize));
    }

    /** New keys throughout: who is frozen for good, and whose log key is suspect, signs nothing of the new epoch. */
    private void checkTerms(Epoch before) throws Refused {
        Quorum.of(terms.policy());
        if (!Collections.disjoint(before.keys(), Epoch.keys(terms.policy()))) {
            throw wrong("succession-keys", "Every log and cosigner key of a new epoch is new.", "");
        }
        for (NoteKey key : terms.policy().logKeys()) {
            if (!key.name().equals(origin)) {
                throw wrong("succession-keys", "Log keys are named like the origin.", key.name());
            }
        }
    }

    /** Highest checkpoints by the policy name of who voted. */
    private Map<String, Checkpoint> lasts(Epoch before) throws Refused {
        Digest next = terms.id();
        Map<String, Checkpoint> lasts = new LinkedHashMap<>();
        for (Vote vote : votes) {
            Vote.Verified verified = vote.verify(before);
            if (!vote.next().equals(next)) {
                throw wrong("succession-terms", "A vote is for other terms.", verified.cosigner());
            }
            if (lasts.put(verified.cosigner(), verified.last()) != null) {
                throw wrong("succession-votes", "A cosigner votes once.", verified.cosigner());
            }
        }
        return lasts;
    }

    private OptionalLong finalSize(Epoch before) throws Refused {
        if (known.isEmpty()) {
            return OptionalLong.empty();
        }
        Policy.Judged judged = before.terms().policy().judge(known.get());
        Checkpoint checkpoint = judged.signed().checkpoint();
        if (!judged.isFinal() || !checkpoint.origin().equals(origin) || !chain.holds(checkpoint)) {
            throw wrong("succession-final", "The checkpoint known is not final, or not on the chain.", "");
        }
        return OptionalLong.of(checkpoint.size());
    }

    /** Places that nobody named would let whoever makes the record choose. */
    private void checkLinks(Collection<Checkpoint> lasts) throws Refused {
        for (Chain.Link link : chain.links().subList(1, chain.links().size())) {
            boolean named = lasts.stream().anyMatch(link::is);
            if (!named && known.isPresent()) {
                named = link.is(Checkpoint.parse(known.get().text()));
            }
            if (!named) {
                throw wrong("succession-chain", "Nobody voted for a link of the chain.", Long.toString(link.size()));
            }
        }
    }

    /** Cosigners that signed two histories, or whose member's log key did. */
    private Set<String> liars(Epoch before) throws Refused {
        Policy policy = before.terms().policy();
        Set<String> liars = new HashSet<>();
        for (Fork fork : forks) {
            fork.verify(policy.logKeys());
            List<NoteKey> both = new ArrayList<>(fork.older().verify(policy.logKeys()));
            both.retainAll(fork.newer().verify(policy.logKeys()));
            both.forEach(key ->
                    Optional.ofNullable(before.terms().operators().get(key)).ifPresent(liars::add));
            Set<String> cosigned = new HashSet<>(policy.cosignatures(
                            Checkpoint.parse(fork.older().text()), fork.older().signatures())
                    .keySet());
            cosigned.retainAll(policy.cosignatures(
                            Checkpoint.parse(fork.newer().text()), fork.newer().signatures())
                    .keySet());
            liars.addAll(cosigned);
        }
        return liars;
    }

    /** As it is sent and kept; docs/formats/succession.md. */
    public byte[] toBytes() {
        return SuccessionText.write(this);
    }

    /** @throws Refused {@code succession-malformed} or what is wrong with a part; a parsed record is not verified */
    public static Succession parse(byte[] bytes) throws Refused {
        return SuccessionText.parse(bytes);
    }

    private static Refused wrong(String code, String message, String value) {
        return Refusal.of(code, "", message, value).toException();
    }
}
