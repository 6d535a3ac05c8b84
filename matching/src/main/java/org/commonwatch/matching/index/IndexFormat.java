package org.commonwatch.matching.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Places and names of the index file, version 2; {@code docs/formats/index.md}. All numbers are little-endian. */
final class IndexFormat {
    static final long MAGIC = 0x0a58_4544_4e49_5743L; // "CWINDEX\n"
    static final int VERSION = 2;
    static final int HEADER_BYTES = 512;

    static final int AT_MAGIC = 0;
    static final int AT_VERSION = 8;
    static final int AT_HEADER_BYTES = 12;
    static final int AT_FILE_BYTES = 16;
    static final int AT_SEQUENCE = 24;
    static final int AT_ENTRIES = 32;
    static final int AT_COUNTS = 40;
    static final int AT_PREFIXES_FOUR = 136;
    static final int AT_PREFIXES_SIX = 144;
    static final int AT_FLAGS = 168;
    static final int AT_URL_BYTES_MAX = 172;
    static final int AT_SECTIONS = 176;
    static final int AT_SECTION_TABLE = 184;
    static final int AT_CHECKSUM = HEADER_BYTES - 4;

    static final int SECTION_ROW_BYTES = 24;

    /** Some URL indicator has a host of one label or an IPv6 literal, so that a dotted name does not lead to it. */
    static final int FLAG_ODD_URL_HOSTS = 1;

    /** Some file name ends in a dot and digits. */
    static final int FLAG_NUMERIC_ENDINGS = 2;

    /** Records start at multiples of this from the start of the section; a reference is that multiple. */
    static final int RECORD_ALIGN = 4;

    /** kind u8, flags u8, key bytes u16, next u32, id u64; then the key. */
    static final int RECORD_BYTES = 16;

    /** The record holds the value as well (u16 and the bytes, after the key), since the key does not give it back. */
    static final int RECORD_HAS_TEXT = 1;

    /** Bits of each half of the endings section. */
    static final int ENDINGS_BITS = 65_536;

    /** More records do not fit references of 32 bits in units of four bytes. */
    static final long ENTRIES_BYTES_MAX = 1L << 34;

    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private static final int CHECKSUM_STEP_BYTES = 1 << 20;

    private IndexFormat() {}

    /** The parts of a file; the number stands in the section table. */
    enum Section {
        ENTRIES(1),
        TABLE(2),
        KEY_FILTER(3),
        TOKEN_FILTER(4),
        NET_FILTER(5),
        ENDINGS(6),
        BUSY(7),
        LITERALS(8);

        private final int number;

        Section(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += CHECKSUM_STEP_BYTES) {
            crc.update(bytes.asSlice(at, Math.min(CHECKSUM_STEP_BYTES, bytes.byteSize() - at))
                    .asByteBuffer());
        }
        return (int) crc.getValue();
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** The slot where the search for a hash starts in a table of so many slots. */
    static long slot(long hash, long slots) {
        return ((hash >>> 32) * slots) >>> 32;
    }
}
