package org.commonwatch.matching.index;

import static org.commonwatch.matching.index.IndexFormat.BYTE;
import static org.commonwatch.matching.index.IndexFormat.INT;
import static org.commonwatch.matching.index.IndexFormat.LONG;
import static org.commonwatch.matching.index.IndexFormat.SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/** One mapped index file. Reading is safe from any thread as long as the arena lives. */
final class BaseIndex {
    /** What chooses where to look, and so can hide what is listed. */
    private static final List<IndexFormat.Section> FILTERS = List.of(
            IndexFormat.Section.KEY_FILTER,
            IndexFormat.Section.TOKEN_FILTER,
            IndexFormat.Section.NET_FILTER,
            IndexFormat.Section.ENDINGS,
            IndexFormat.Section.BUSY);

    /** A filter that is compared with its checksum when the index is opened, in bytes: about nine million indicators. */
    private static final long FILTER_CHECKED_BYTES_MAX = 16L * 1024 * 1024;

    private static final MatchKind[] KINDS = new MatchKind[256];

    static {
        for (MatchKind kind : MatchKind.values()) {
            KINDS[kind.code()] = kind;
        }
    }

    private final MemorySegment file;
    private final MemorySegment[] sections;
    private final MemorySegment entries;
    private final MemorySegment table;
    private final long slots;
    private final MemorySegment keyFilter;
    private final int keyFilterWords;

    private BaseIndex(MemorySegment file, MemorySegment[] sections) {
        this.file = file;
        this.sections = sections;
        this.entries = section(IndexFormat.Section.ENTRIES);
        this.table = section(IndexFormat.Section.TABLE);
        this.slots = table.byteSize() / Long.BYTES;
        this.keyFilter = section(IndexFormat.Section.KEY_FILTER);
        this.keyFilterWords = (int) (keyFilter.byteSize() / Long.BYTES);
    }

    /**
     * Maps the file and checks its header.
     *
     * @throws Refused {@code index-foreign} when it is no index, {@code index-version} when it is one of another version,
     *     {@code index-damaged} when length, header or section table are wrong
     */
    static BaseIndex open(Path path, Arena arena) throws IOException, Refused {
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < IndexFormat.HEADER_BYTES) {
                throw refused("index-foreign", "The file is too short for an index.", path);
            }
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        if (file.get(LONG, IndexFormat.AT_MAGIC) != IndexFormat.MAGIC) {
            throw refused("index-foreign", "The file does not start as an index does.", path);
        }
        int version = file.get(INT, IndexFormat.AT_VERSION);
        if (version != IndexFormat.VERSION) {
            throw refused(
                    "index-version",
                    "The index has format " + version + ", this program reads " + IndexFormat.VERSION + ".",
                    path);
        }
        int checksum = IndexFormat.checksum(file.asSlice(0, IndexFormat.AT_CHECKSUM));
        if (file.get(INT, IndexFormat.AT_CHECKSUM) != checksum) {
            throw refused("index-damaged", "The header's checksum is wrong.", path);
        }
        if (file.get(LONG, IndexFormat.AT_FILE_BYTES) != file.byteSize()) {
            throw refused("index-damaged", "The file is not as long as its header says.", path);
        }
        BaseIndex base = new BaseIndex(file, sections(file, path));
        base.checkLiterals(path);
        base.checkFilters(path);
        return base;
    }

    /**
     * A filter that lost bits hides what is listed, and nobody would notice: it is compared with its checksum when the index is
     * opened, as far as that costs some milliseconds. Other damage shows by itself, since a hit is confirmed against its record.
     */
    private void checkFilters(Path path) throws Refused {
        for (IndexFormat.Section filter : FILTERS) {
            if (section(filter).byteSize() <= FILTER_CHECKED_BYTES_MAX && !isWhole(filter)) {
                throw notWhole(filter, path);
            }
        }
    }

    private boolean isWhole(IndexFormat.Section section) {
        long row = IndexFormat.AT_SECTION_TABLE + (section.number() - 1L) * IndexFormat.SECTION_ROW_BYTES;
        return IndexFormat.checksum(section(section)) == file.get(INT, row + 4);
    }

    private static Refused notWhole(IndexFormat.Section section, Path path) {
        return refused("index-damaged", "The section " + section + " does not fit its checksum.", path);
    }

    /** Literals are the only records that are read when an index is opened; they must be there before anything is checked. */
    private void checkLiterals(Path path) throws Refused {
        for (long reference : longs(IndexFormat.Section.LITERALS)) {
            if (!isTextRecord(place(reference))) {
                throw refused("index-damaged", "A literal's record is not one.", path);
            }
        }
    }

    private boolean isTextRecord(long place) {
        long left = entries.byteSize() - place - IndexFormat.RECORD_BYTES;
        if (left < 0) {
            return false;
        }
        int kind = entries.get(BYTE, place) & 255;
        long key = entries.get(SHORT, place + 2) & 0xffff;
        boolean text = (entries.get(BYTE, place + 1) & IndexFormat.RECORD_HAS_TEXT) != 0;
        long at = place + IndexFormat.RECORD_BYTES + key;
        boolean room = text ? key + 2 <= left && key + 2 + (entries.get(SHORT, at) & 0xffff) <= left : key <= left;
        return room && (kind == MatchKind.LITERAL.code() || kind == MatchKind.FILENAME.code());
    }

    private static MemorySegment[] sections(MemorySegment file, Path path) throws Refused {
        IndexFormat.Section[] wanted = IndexFormat.Section.values();
        MemorySegment[] found = new MemorySegment[wanted.length];
        long end = IndexFormat.HEADER_BYTES;
        if (file.get(INT, IndexFormat.AT_SECTIONS) != wanted.length) {
            throw refused("index-damaged", "The section table has a wrong length.", path);
        }
        for (int i = 0; i < wanted.length; i++) {
            long row = IndexFormat.AT_SECTION_TABLE + (long) i * IndexFormat.SECTION_ROW_BYTES;
            long from = file.get(LONG, row + 8);
            long bytes = file.get(LONG, row + 16);
            boolean right = file.get(INT, row) == wanted[i].number()
                    && from >= end
                    && bytes >= 0
                    && bytes <= file.byteSize() - from;
            if (!right) {
                throw refused("index-damaged", "The section table names bytes that are not there.", path);
            }
            found[i] = file.asSlice(from, bytes);
            end = from + bytes;
        }
        return found;
    }

    private static Refused refused(String code, String message, Path path) {
        return Refusal.of(code, "", message, path.toString()).toException();
    }

    private MemorySegment section(IndexFormat.Section section) {
        return sections[section.number() - 1];
    }

    long[] longs(IndexFormat.Section section) {
        return section(section).toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LONG.order()));
    }

    /** Compares every byte of the file with the checksums and with zero between the sections; the first section that is wrong. */
    void verify(Path path) throws Refused {
        long end = IndexFormat.HEADER_BYTES;
        for (IndexFormat.Section section : IndexFormat.Section.values()) {
            long row = IndexFormat.AT_SECTION_TABLE + (section.number() - 1L) * IndexFormat.SECTION_ROW_BYTES;
            long from = file.get(LONG, row + 8);
            boolean zero = true;
            for (long at = end; at < from; at++) {
                zero &= file.get(BYTE, at) == 0;
            }
            if (!zero || !isWhole(section)) {
                throw notWhole(section, path);
            }
            end = from + section(section).byteSize();
        }
        if (end != file.byteSize()) {
            throw refused("index-damaged", "There are bytes after the last section.", path);
        }
    }

    long sequence() {
        return file.get(LONG, IndexFormat.AT_SEQUENCE);
    }

    long size() {
        return file.get(LONG, IndexFormat.AT_ENTRIES);
    }

    Map<MatchKind, Long> counts() {
        Map<MatchKind, Long> counts = new EnumMap<>(MatchKind.class);
        for (MatchKind kind : MatchKind.values()) {
            counts.put(kind, file.get(LONG, IndexFormat.AT_COUNTS + (kind.code() - 1) * 8L));
        }
        return counts;
    }

    long prefixesFour() {
        return file.get(LONG, IndexFormat.AT_PREFIXES_FOUR);
    }

    long prefixesSix(int word) {
        return file.get(LONG, IndexFormat.AT_PREFIXES_SIX + 8L * word);
    }

    int flags() {
        return file.get(INT, IndexFormat.AT_FLAGS);
    }

    int urlBytesMax() {
        return file.get(INT, IndexFormat.AT_URL_BYTES_MAX);
    }

    boolean mayHold(long hash) {
        long bits = KeyFilter.bits(hash);
        return (keyFilter.get(LONG, 8L * KeyFilter.word(hash, keyFilterWords)) & bits) == bits;
    }

    /** Appends the indicators whose key is {@code key[from, to)}, by id. */
    void find(int code, long hash, byte[] key, int from, int to, List<Indicator> into) {
        long slot = IndexFormat.slot(hash, slots);
        for (long probes = 0; probes < slots; probes++) {
            long value = table.get(LONG, slot * 8);
            if (value == 0) {
                return;
            }
            if ((int) (value >>> 32) == (int) hash && isKey(code, value, key, from, to)) {
                chain((int) value, into::add);
                if (code != KeyForm.URL_BARE) {
                    return;
                }
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }

    private static long place(long reference) {
        return (reference & 0xffff_ffffL) * IndexFormat.RECORD_ALIGN;
    }

    private void chain(int first, Consumer<Indicator> to) {
        long most = size();
        for (int reference = first; reference != 0; reference = next(reference)) {
            if (most-- == 0) {
                throw new IllegalStateException("a chain of records has no end: the index is damaged");
            }
            to.accept(indicator(reference));
        }
    }

    private int next(int reference) {
        return entries.get(INT, place(reference) + 4);
    }

    private boolean isKey(int code, long reference, byte[] key, int from, int to) {
        long place = place(reference);
        int kind = entries.get(BYTE, place) & 255;
        int bytes = entries.get(SHORT, place + 2) & 0xffff;
        long at = place + IndexFormat.RECORD_BYTES;
        if (code == KeyForm.URL_BARE) {
            return kind == MatchKind.URL.code() && isBare(at, bytes, key, from, to);
        }
        return kind == code
                && bytes == to - from
                && MemorySegment.mismatch(entries, at, at + bytes, MemorySegment.ofArray(key), from, to) < 0;
    }

    private boolean isBare(long at, int bytes, byte[] key, int from, int to) {
        int skip = bytes - (to - from);
        if (skip < 4) {
            return false;
        }
        boolean same = entries.get(BYTE, at + skip - 3) == ':';
        for (int i = 0; same && i < to - from; i++) {
            byte c = entries.get(BYTE, at + skip + i);
            same = key[from + i] == (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        }
        return same;
    }

    Indicator indicator(int reference) {
        long place = place(reference);
        MatchKind kind = KINDS[entries.get(BYTE, place) & 255];
        int bytes = entries.get(SHORT, place + 2) & 0xffff;
        long id = entries.get(LONG, place + 8);
        long at = place + IndexFormat.RECORD_BYTES;
        if ((entries.get(BYTE, place + 1) & IndexFormat.RECORD_HAS_TEXT) != 0) {
            int text = entries.get(SHORT, at + bytes) & 0xffff;
            return new Indicator(kind, new String(bytes(at + bytes + 2, text), StandardCharsets.UTF_8), id);
        }
        return new Indicator(kind, KeyForm.text(kind, bytes(at, bytes)), id);
    }

    private byte[] bytes(long at, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(entries, BYTE, at, bytes, 0, count);
        return bytes;
    }

    /** Every indicator once, in no order. */
    void forEach(Consumer<Indicator> to) {
        for (long slot = 0; slot < slots; slot++) {
            long value = table.get(LONG, slot * 8);
            if (value != 0 && !isAlias(value)) {
                chain((int) value, to);
            }
        }
    }

    private boolean isAlias(long value) {
        long place = place(value);
        if (entries.get(BYTE, place) != MatchKind.URL.code()) {
            return false;
        }
        int bytes = entries.get(SHORT, place + 2) & 0xffff;
        byte[] key = bytes(place + IndexFormat.RECORD_BYTES, bytes);
        return (int) KeyHash.of(MatchKind.URL.code(), key, 0, bytes) != (int) (value >>> 32);
    }
}
