package org.commonwatch.intake.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.intake.csv.CsvIntake;
import org.commonwatch.kernel.BoundedJson;

/**
 * Tells the format of an input from its first bytes. JSON is MISP when it holds {@code Event} or {@code response}, else STIX
 * when it holds {@code type}, {@code objects} or {@code spec_version}. Anything else is a table or list when its lines are, and
 * prose otherwise; the name's ending decides only between those two.
 */
final class FormatDetection {
    private static final int LINES_MAX = 50;
    private static final int JSON_TOKENS_MAX = 20_000;

    private FormatDetection() {}

    /** @param head the beginning, decompressed; may end anywhere */
    static Optional<Format> detect(byte[] head, Charsets.Found charset, Optional<String> name) {
        String text = charset.decode(head);
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            Optional<Format> json = json(text.getBytes(StandardCharsets.UTF_8));
            // A text may begin with a bracket, but what begins with a brace and holds nothing we know is foreign JSON.
            if (json.isPresent() || isJson(start)) {
                return json;
            }
        }
        String lower = name.orElse("").toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
            return Optional.of(Format.CSV);
        }
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .limit(LINES_MAX)
                .toList();
        return Optional.of(CsvIntake.looksLikeTable(lines) ? Format.CSV : Format.TEXT);
    }

    private static boolean isJson(String start) {
        String rest = start.substring(1).stripLeading();
        return start.startsWith("{") ? rest.startsWith("\"") || rest.startsWith("}") : rest.startsWith("{");
    }

    /** Looks at the names of the outermost objects, as far as the beginning goes. */
    private static Optional<Format> json(byte[] head) {
        boolean stix = false;
        try (JsonParser parser = BoundedJson.factory().createParser(head)) {
            int depth = 0;
            for (int i = 0; i < JSON_TOKENS_MAX; i++) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    break;
                }
                depth += token == JsonToken.START_OBJECT ? 1 : token == JsonToken.END_OBJECT ? -1 : 0;
                if (token == JsonToken.FIELD_NAME && depth == 1) {
                    String name = parser.currentName();
                    if (name.equals("Event") || name.equals("response")) {
                        return Optional.of(Format.MISP);
                    }
                    stix |= name.equals("type") || name.equals("objects") || name.equals("spec_version");
                }
            }
        } catch (IOException e) {
            // The beginning ends anywhere, or this is no JSON: what was seen until here decides.
            return stix ? Optional.of(Format.STIX) : Optional.empty();
        }
        return stix ? Optional.of(Format.STIX) : Optional.empty();
    }
}
