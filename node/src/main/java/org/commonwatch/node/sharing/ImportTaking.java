package org.commonwatch.node.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.input.Format;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.node.spine.TooBusy;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.Flag;

/** One import under way, used by one thread: collects a chunk, appends it, counts. */
final class ImportTaking {
    /** Objects of one statement of an import: small enough to be seen soon, large enough to share the cost. */
    private static final int CHUNK_OBJECTS_MAX = 1_000;

    private static final int CHUNK_BYTES_MAX = 4 * 1024 * 1024;
    private static final int PREVIEWS_MAX = 100;
    private static final int FLAGS_MAX = 1_000;
    private static final Duration CHUNK_PATIENCE = Duration.ofSeconds(60);

    private final Optional<Sharing> sharing;
    private final Batches batches;
    private final Log home;
    private final Optional<Tlp> tlp;
    private final SharingCommand.Objects command;
    private final Instant now;
    private final List<StixObject> chunk = new ArrayList<>();
    private int chunkBytes;
    private long unchanged;
    private long taken;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<ImportReport.Flagged> flags = new ArrayList<>();
    private final Set<ImportReport.Flagged> flagsHere = new HashSet<>();
    private String here = "";
    private long flagged;
    private final List<ImportReport.Preview> previews = new ArrayList<>();
    private final List<Submission> submissions = new ArrayList<>();

    private ImportTaking(
            Optional<Sharing> sharing,
            Batches batches,
            Log home,
            Optional<Tlp> tlp,
            SharingCommand.Objects command,
            Instant now) {
        this.sharing = sharing;
        this.batches = batches;
        this.home = home;
        this.tlp = tlp;
        this.command = command;
        this.now = now;
    }

    /** @param now the time that intake stamps what it makes with */
    static ImportTaking dry(Batches batches, Log home, Imports.Request request, Instant now) {
        return new ImportTaking(
                Optional.empty(),
                batches,
                home,
                request.tlp(),
                new SharingCommand.Objects("", request.source(), ""),
                now);
    }

    static ImportTaking real(
            Sharing sharing, Batches batches, Log home, String batch, Imports.Request request, Instant now) {
        return new ImportTaking(
                Optional.of(sharing),
                batches,
                home,
                request.tlp(),
                new SharingCommand.Objects(
                        batch,
                        request.source(),
                        request.format().map(Format::word).orElse("auto")),
                now);
    }

    void accept(Intake piece) {
        switch (piece) {
            case Intake.Understood understood -> understood(understood);
            case Intake.Rejected rejected -> {
                if (refusals.size() < Limits.REFUSALS_REPORTED_MAX) {
                    refusals.add(
                            rejected.refusal().path().isEmpty()
                                    ? rejected.refusal().under(rejected.path())
                                    : rejected.refusal());
                }
            }
        }
    }

    private void understood(Intake.Understood understood) {
        StixObject object =
                tlp.map(level -> Markings.marked(understood.object(), level)).orElse(understood.object());
        if (previews.size() < PREVIEWS_MAX) {
            previews.add(preview(object));
        }
        flag(understood, object);
        chunk.add(object);
        chunkBytes += object.bytes().length;
        if (chunk.size() >= CHUNK_OBJECTS_MAX || chunkBytes >= CHUNK_BYTES_MAX) {
            flush();
        }
    }

    /** A value makes an observable and an indicator, one after the other, with the same flags: they are raised once. */
    private void flag(Intake.Understood understood, StixObject object) {
        if (!understood.path().equals(here)) {
            here = understood.path();
            flagsHere.clear();
        }
        String value = understood.original().orElseGet(() -> Title.of(object));
        for (Flag flag : understood.flags()) {
            var raised = new ImportReport.Flagged(understood.path(), value, flag.code(), flag.message());
            if (flagsHere.add(raised)) {
                flagged++;
                if (flags.size() < FLAGS_MAX) {
                    flags.add(raised);
                }
            }
        }
    }

    /** Appends what is collected and waits until it is durable. */
    void flush() {
        List<StixObject> fresh = batches.notHeld(home, command.source(), now, chunk);
        unchanged += chunk.size() - fresh.size();
        taken += fresh.size();
        if (sharing.isPresent() && !fresh.isEmpty()) {
            List<Submission> appended = sharing.orElseThrow().put(home, fresh, command);
            if (!Sharing.await(appended, CHUNK_PATIENCE)) {
                throw new TooBusy("the ledger did not take a chunk within " + CHUNK_PATIENCE.toSeconds()
                        + " s; what came before it is kept in batch " + command.batch());
            }
            submissions.addAll(appended);
        }
        chunk.clear();
        chunkBytes = 0;
    }

    ImportReport report(IntakeSummary summary) {
        if (!chunk.isEmpty()) {
            flush();
        }
        boolean dry = sharing.isEmpty();
        return new ImportReport(
                dry || taken == 0 ? Optional.empty() : Optional.of(command.batch()),
                dry,
                summary.format(),
                summary.understoodCount(),
                summary.understood(),
                unchanged,
                summary.rejectedCount(),
                refusals,
                flagged,
                flags,
                summary.kept(),
                summary.complete(),
                previews,
                submissions.stream()
                        .map(submission -> submission.applied().join())
                        .toList());
    }

    private static ImportReport.Preview preview(StixObject object) {
        Optional<String> tlp =
                Markings.levels(object, Map.of()).max(Tlp::compareTo).map(Tlp::label);
        return new ImportReport.Preview(object.id(), object.type(), Title.of(object), tlp);
    }
}
