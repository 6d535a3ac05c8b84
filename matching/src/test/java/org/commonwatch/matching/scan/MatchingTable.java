package org.commonwatch.matching.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/** The table of {@code docs/formats/matching.md}. */
final class MatchingTable {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root"), "docs/formats/matching.md");
    private static final Pattern INDICATOR = Pattern.compile("([a-z0-9]+) `([^`]*)`");

    private MatchingTable() {}

    /**
     * One row.
     *
     * @param text one byte a character
     * @param hits what the default profile finds, as the page writes it
     * @param zeekHits the same for Zeek's
     */
    record Row(List<Indicator> indicators, String text, String hits, String zeekHits) {
        @Override
        public String toString() {
            return indicators + " in " + written(text);
        }
    }

    static List<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        return lines.subList(lines.indexOf("## Table"), lines.size()).stream()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .map(MatchingTable::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.split(" ?\\| ?", -1);
        List<Indicator> indicators = new ArrayList<>();
        Matcher indicator = INDICATOR.matcher(cells[1]);
        while (indicator.find()) {
            String value = new String(bytes(indicator.group(2)), StandardCharsets.UTF_8);
            indicators.add(
                    new Indicator(MatchKind.ofWord(indicator.group(1)).orElseThrow(), value, indicators.size() + 1L));
        }
        return new Row(indicators, text(bytes(cells[2].substring(1, cells[2].length() - 1))), cells[3], cells[4]);
    }

    /** Hits as the page writes them. */
    static String written(List<Found> hits, boolean numbered) {
        List<String> all = new ArrayList<>();
        for (Found hit : hits) {
            String number = numbered ? "#" + hit.indicator().id() + " " : "";
            String rule = hit.rule().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            all.add(number + rule + " " + hit.offset() + " `" + written(hit.token()) + "`");
        }
        return all.isEmpty() ? "-" : String.join("; ", all);
    }

    static String written(String bytes) {
        StringBuilder out = new StringBuilder();
        bytes.chars()
                .forEach(
                        c -> out.append(c < ' ' || c >= 0x7f ? String.format("\\x%02x", c) : String.valueOf((char) c)));
        return out.toString();
    }

    private static String text(byte[] bytes) {
        return Found.text(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String cell) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < cell.length(); i++) {
            if (cell.startsWith("\\x", i) && cell.substring(i).matches("(?s)\\\\x[0-9a-f]{2}.*")) {
                out.write(Integer.parseInt(cell.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.writeBytes(String.valueOf(cell.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
