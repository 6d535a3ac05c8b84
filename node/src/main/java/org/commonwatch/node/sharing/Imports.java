package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.input.Format;
import org.commonwatch.intake.input.InputReader;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.Tlp;

/**
 * Takes input in: whatever intake understands lands on the home log, for the own organisation only, under one batch id.
 * Streams: memory is bounded by one chunk whatever the size of the input. A chunk is durable before the next one is read.
 */
@ApplicationScoped
public class Imports {
    private static final int BATCH_ID_BYTES = 8;

    private final Sharing sharing;
    private final Batches batches;
    private final Logs logs;
    private final Supplier<WarningLists> warnings;
    private final Clock clock;
    private final SecureRandom random;

    @Inject
    Imports(
            Sharing sharing,
            Batches batches,
            Logs logs,
            Supplier<WarningLists> warnings,
            Clock clock,
            SecureRandom random) {
        this.sharing = sharing;
        this.batches = batches;
        this.logs = logs;
        this.warnings = warnings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param format empty: found out from the bytes
     * @param tlp what everything unmarked gets; empty leaves it unmarked
     * @param source in the words of whoever imports: a file, a feed, a person
     * @param columns of a CSV; {@link ColumnMap#AUTOMATIC} finds them
     */
    public record Request(Optional<Format> format, Optional<Tlp> tlp, String source, ColumnMap columns) {
        public Request {
            if (source.isBlank() || source.length() > SharingCommand.Objects.TEXT_CHARS_MAX) {
                throw new IllegalArgumentException(
                        "a source has 1 to " + SharingCommand.Objects.TEXT_CHARS_MAX + " characters");
            }
        }

        /** @throws Refused when the format or TLP is no such word, or the columns do not read */
        public static Request of(String format, String tlp, String source, String columns) throws Refused {
            Optional<Tlp> marking = tlp.isBlank() ? Optional.empty() : Tlp.parse(tlp);
            if (!tlp.isBlank() && marking.isEmpty()) {
                throw Refusal.of("tlp-unknown", "/tlp", "TLP is clear, green, amber, amber+strict or red.", tlp)
                        .toException();
            }
            String name = source.isBlank() ? "unnamed" : source;
            if (name.length() > SharingCommand.Objects.TEXT_CHARS_MAX) {
                throw Refusal.of(
                                "source-too-long",
                                "/source",
                                "A source has at most " + SharingCommand.Objects.TEXT_CHARS_MAX + " characters.",
                                name)
                        .toException();
            }
            ColumnMap map = columns.isBlank() ? ColumnMap.AUTOMATIC : ColumnMap.parse(columns);
            return new Request(Format.parse(format), marking, name, map);
        }
    }

    /** What the input would come to; nothing is written. */
    public ImportReport preview(InputStream input, Request request) throws IOException {
        Source source = source(request);
        ImportTaking taking = ImportTaking.dry(batches, logs.home(), request, source.now());
        return taking.report(read(input, source, request, taking));
    }

    /** Takes the input in. What was taken before a fault of the source stays, under the batch's id. */
    public ImportReport run(InputStream input, Request request) throws IOException {
        byte[] id = new byte[BATCH_ID_BYTES];
        random.nextBytes(id);
        String batch = "b-" + HexFormat.of().formatHex(id);
        Source source = source(request);
        ImportTaking taking = ImportTaking.real(sharing, batches, logs.home(), batch, request, source.now());
        IntakeSummary summary = read(input, source, request, taking);
        taking.flush();
        return taking.report(summary);
    }

    private Source source(Request request) {
        Source source = Source.named(request.source(), clock.instant());
        return request.tlp().map(tlp -> source.marked(tlp.markingId())).orElse(source);
    }

    private IntakeSummary read(InputStream input, Source source, Request request, ImportTaking taking)
            throws IOException {
        InputStream bounded = new BoundedStream(input, Limits.IMPORT_BYTES_MAX);
        return new InputReader(source, warnings.get(), request.columns())
                .read(bounded, request.format(), Optional.of(request.source()), taking::accept);
    }
}
