package org.commonwatch.telemetry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Limits;

/**
 * Flows as CSV under a header line, by the column names of nfdump ({@code -o csv}, before and since 1.7), softflowd's and
 * fprobe's collectors, and their plain spellings. Quotes around values are taken off; flows have no commas inside.
 */
final class NetflowCsv implements LineParser {
    static final String TABLE = """
        ts                        TIME
        firstseen                 TIME
        datefirstseen             TIME
        starttime                 TIME
        first                     TIME
        flowstart                 TIME
        timestamp                 TIME
        sa                        src-ip
        srcaddr                   src-ip
        srcipaddr                 src-ip
        srcip                     src-ip
        sourceip                  src-ip
        da                        dst-ip
        dstaddr                   dst-ip
        dstipaddr                 dst-ip
        dstip                     dst-ip
        destinationip             dst-ip
        sp                        src-port
        srcport                   src-port
        srcpt                     src-port
        sourceport                src-port
        dp                        dst-port
        dstport                   dst-port
        dstpt                     dst-port
        destinationport           dst-port
        pr                        protocol
        proto                     protocol
        protocol                  protocol
        prot                      protocol
        ibyt                      bytes-out
        inbytes                   bytes-out
        bytes                     bytes-out
        octets                    bytes-out
        obyt                      bytes-in
        outbytes                  bytes-in
        fwd                       NONE
        """;

    private static final Names NAMES = Names.flat(TABLE);
    private static final Set<Slot> ADDRESSES = Set.of(Slot.of("src-ip"), Slot.of("dst-ip"));

    /** A header has its first commas in this many bytes; prose mostly has not, and need not be taken apart. */
    private static final int HEADER_HEAD_BYTES = 64;

    private Slot[] columns = {};

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        boolean starts = from < to
                && !Words.isDigit(line[from])
                && !(line[from] == '"' && from + 1 < to && Words.isDigit(line[from + 1]));
        if (starts && header(line, from, to)) {
            draft.header();
            return Optional.empty();
        }
        if (columns.length == 0) {
            return Optional.of(Misfit.HEADER_MISSING);
        }
        int column = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || line[i] == ',') {
                if (column == columns.length) {
                    return Optional.of(Misfit.WRONG_COLUMNS);
                }
                value(columns[column++], line, start, i, draft);
                start = i + 1;
            }
        }
        boolean flow = draft.has(Field.SRC_IP) && draft.has(Field.DST_IP);
        return column == columns.length && flow ? Optional.empty() : Optional.of(Misfit.WRONG_COLUMNS);
    }

    private static void value(Slot slot, byte[] line, int from, int to, Draft draft) {
        int start = from;
        int end = to;
        while (start < end && (line[start] == ' ' || line[start] == '"')) {
            start++;
        }
        while (end > start && (line[end - 1] == ' ' || line[end - 1] == '"')) {
            end--;
        }
        if (slot != Slot.Part.NONE && start < end) {
            draft.put(slot, line, start, end);
        }
    }

    /** A header names both addresses; blanks, case and punctuation of names do not matter. */
    private boolean header(byte[] line, int from, int to) {
        int commas = 0;
        for (int i = from; i < Math.min(to, from + HEADER_HEAD_BYTES); i++) {
            commas += line[i] == ',' ? 1 : 0;
        }
        if (commas < 2) {
            return false;
        }
        String text = Draft.text(line, from, Math.min(to, from + Limits.LOG_VALUE_BYTES_MAX));
        String[] names = text.split(",", Limits.LOG_FIELDS_MAX + 1);
        if (names.length > Limits.LOG_FIELDS_MAX) {
            return false;
        }
        Slot[] found = new Slot[names.length];
        for (int i = 0; i < names.length; i++) {
            found[i] = NAMES.under(plain(names[i])).slot();
        }
        boolean flows = List.of(found).containsAll(ADDRESSES);
        if (flows) {
            columns = found;
        }
        return flows;
    }

    private static String plain(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                letters.append((char) (c >= 'A' && c <= 'Z' ? c | 0x20 : c));
            }
        }
        return letters.toString();
    }
}
