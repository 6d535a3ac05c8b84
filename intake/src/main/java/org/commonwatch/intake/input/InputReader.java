package org.commonwatch.intake.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.csv.CsvIntake;
import org.commonwatch.intake.misp.MispIntake;
import org.commonwatch.intake.text.TextIntake;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.Lift;
import org.commonwatch.stix.Problem;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Validation;
import org.commonwatch.values.Flag;

/**
 * The one door for files, pastes and feeds: unpacks gzip, finds out character set and format, and hands the bytes to the
 * reader of that format. Memory is bounded by one object, event, line or text. STIX 2.1 objects pass unchanged, byte for byte.
 */
public final class InputReader {
    private static final int HEAD_BYTES = 64 * 1024;

    private final Source source;
    private final WarningLists lists;
    private final ColumnMap columns;

    /** @param columns for tables; {@link ColumnMap#AUTOMATIC} when nobody said */
    public InputReader(Source source, WarningLists lists, ColumnMap columns) {
        this.source = source;
        this.lists = lists;
        this.columns = columns;
    }

    /**
     * Reads to the end of {@code in}.
     *
     * @param format what the user says it is; found out from the bytes when absent
     * @param name the file's name, a hint of last resort
     * @throws IOException when {@code in} fails; whatever is wrong with the input is a {@link Intake.Rejected}
     */
    public IntakeSummary read(
            InputStream in, Optional<Format> format, Optional<String> name, Consumer<? super Intake> sink)
            throws IOException {
        IntakeTally seen = new IntakeTally(sink);
        Consumer<Intake> counted = result -> {
            switch (result) {
                case Intake.Understood understood -> seen.understood(understood);
                case Intake.Rejected rejected -> seen.rejected(rejected.path(), rejected.refusal());
            }
        };
        String word = format.map(Format::word).orElse("auto");
        try {
            PushbackInputStream head = new PushbackInputStream(BoundedGzip.open(in), HEAD_BYTES);
            byte[] first = head.readNBytes(HEAD_BYTES);
            Charsets.Found charset = Charsets.of(first);
            Optional<Format> found = format.or(() -> FormatDetection.detect(first, charset, name));
            if (found.isEmpty()) {
                throw Refusal.of("format-unknown", "", "This JSON is neither STIX nor a MISP event.")
                        .toException();
            }
            word = found.get().word();
            head.unread(first, charset.markBytes(), first.length - charset.markBytes());
            return dispatch(found.get(), head, charset, counted);
        } catch (BoundedGzip.ExpansionException e) {
            counted.accept(new Intake.Rejected(e.refusal().path(), e.refusal()));
        } catch (ZipException | EOFException e) {
            counted.accept(new Intake.Rejected(
                    "", Refusal.of("gzip-broken", "", "The compressed input is damaged or ends early.")));
        } catch (Refused e) {
            counted.accept(new Intake.Rejected(e.refusal().path(), e.refusal()));
        }
        return seen.summary(word, false);
    }

    private IntakeSummary dispatch(Format format, InputStream in, Charsets.Found charset, Consumer<Intake> sink)
            throws IOException, Refused {
        boolean wide = !charset.charset().equals(StandardCharsets.UTF_8);
        return switch (format) {
            case STIX, MISP -> {
                if (wide) {
                    throw Refusal.of(
                                    "input-charset", "byte 0", "JSON is exchanged as UTF-8 (RFC 8259); this is UTF-16.")
                            .toException();
                }
                yield format == Format.STIX ? stix(in, sink) : new MispIntake(source, lists).read(in, sink);
            }
            case CSV -> new CsvIntake(source, lists, columns).read(reader(in, charset), sink);
            case TEXT -> text(reader(in, charset), sink);
        };
    }

    private static Reader reader(InputStream in, Charsets.Found charset) {
        return new InputStreamReader(in, charset.charset());
    }

    private IntakeSummary text(Reader reader, Consumer<Intake> sink) throws IOException {
        char[] buffer = new char[16 * 1024];
        StringBuilder text = new StringBuilder();
        // One character beyond the bound is enough for the reader of text to refuse it.
        for (int n = reader.read(buffer); n >= 0 && text.length() <= Limits.TEXT_CHARS_MAX; n = reader.read(buffer)) {
            text.append(buffer, 0, n);
        }
        return new TextIntake(source, lists).read(text.toString(), sink);
    }

    /** STIX 2.0 is lifted and flagged; what a node could not order or guard is refused. */
    private static IntakeSummary stix(InputStream in, Consumer<Intake> sink) throws IOException {
        IntakeTally tally = new IntakeTally(sink);
        BundleReader.Summary summary = BundleReader.read(in, item -> {
            String path = "/objects/" + item.position();
            switch (item) {
                case BundleReader.Accepted accepted -> stixObject(path, accepted.object(), tally);
                case BundleReader.Rejected rejected -> tally.rejected(path, rejected.refusal());
            }
        });
        return tally.summary("stix", summary.complete());
    }

    private static void stixObject(String path, StixObject object, IntakeTally tally) {
        try {
            boolean old = Lift.isNeeded(object);
            List<Flag> flags = old ? List.of(Flag.of("lifted", "Was written for STIX 2.0.")) : List.of();
            for (StixObject lifted : old ? Lift.to21(object).objects() : List.of(object)) {
                List<Problem> problems = Validation.acceptable(lifted);
                if (problems.isEmpty()) {
                    tally.understood(new Intake.Understood(path, lifted, Optional.empty(), flags));
                } else {
                    tally.rejected(path, problems.getFirst().toRefusal().under(path));
                }
            }
        } catch (Refused e) {
            tally.rejected(path, e.refusal().under(path));
        }
    }
}
