package org.commonwatch.node.disclosure;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disclose.DisclosedObject;
import org.commonwatch.ledger.disclose.Proven;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.community.Quorums;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Payloads;

/** Makes files of single objects. Each is checked as its receiver will check it, before anybody is given it. */
@ApplicationScoped
class Disclosures {
    private final Logs logs;
    private final Payloads payloads;
    private final Communities communities;
    private final Quorums quorums;

    @Inject
    Disclosures(Logs logs, Payloads payloads, Communities communities, Quorums quorums) {
        this.logs = logs;
        this.payloads = payloads;
        this.communities = communities;
        this.quorums = quorums;
    }

    /** A file, and what it proves under the policy that is in force. */
    record Made(DisclosedObject file, Proven proven) {}

    /**
     * @param place of an object that the gate let through: of an applied entry, so one that counts
     * @throws Refused {@code disclosure-gone}, {@code disclosure-not-final}, {@code disclosure-author}, {@code disclosure-too-long}
     */
    Made of(Log log, ItemKey place) throws Refused {
        LogReader reader = logs.reader(log);
        SignedCheckpoint checkpoint = reader.finalCheckpoint()
                .filter(served -> served.size() > place.entry())
                .orElseThrow(() -> refuse("disclosure-not-final", "The entry is not final yet; ask again."));
        Statement statement =
                Envelope.parse(reader.entry(place.entry()).bytes()).statement();
        NoteKey key = key(log, statement);
        List<KeyHandover> line = communities
                .line(log, key)
                .orElseThrow(
                        () -> refuse(
                                "disclosure-author",
                                "The author's key was replaced by the steward, so nothing but the whole log shows whose it is."));
        Disclosure object = payloads.disclose(place)
                .orElseThrow(() -> refuse("disclosure-gone", "The object was erased, or its payload is not here."));
        DisclosedObject file = DisclosedObject.of(reader, checkpoint, place.entry(), key, line, object);
        return new Made(file, file.verify(quorums.policy(log)));
    }

    /** The author's key at that place, under the author's name. */
    private NoteKey key(Log log, Statement statement) throws Refused {
        for (Communities.MemberKey one : communities.keys(log, statement.draft().author())) {
            NoteKey key = NoteKey.parse(one.key());
            if (key.key().id().equals(statement.key())) {
                return key;
            }
        }
        throw refuse("disclosure-author", "No entry of this log says whose key signed the object.");
    }

    /** What people call the author; empty when it is no member any more. */
    Optional<String> title(Log log, Proven proven) {
        return communities
                .member(log, proven.key().name())
                .map(member -> member.organisation().title());
    }

    private static Refused refuse(String code, String message) {
        return Refusal.of(code, "", message).toException();
    }
}
