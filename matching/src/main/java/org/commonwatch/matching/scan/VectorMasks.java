package org.commonwatch.matching.scan;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** As many bytes at a time as a vector of this processor holds. Loaded only where the module is. */
final class VectorMasks implements ByteMasks {
    private static final VectorSpecies<Byte> SPECIES =
            ByteVector.SPECIES_PREFERRED.length() > 64 ? ByteVector.SPECIES_512 : ByteVector.SPECIES_PREFERRED;
    private static final int STEP = SPECIES.length();

    @Override
    public void classify(byte[] bytes, int from, int words, Planes to) {
        for (int word = 0; word < words; word++) {
            letters(bytes, from + 64 * word, to, word + 1);
            marks(bytes, from + 64 * word, to, word + 1);
        }
    }

    private static void letters(byte[] bytes, int from, Planes to, int word) {
        long labels = 0;
        long alphanumerics = 0;
        long digits = 0;
        long highs = 0;
        for (int i = 0; i < 64; i += STEP) {
            ByteVector x = ByteVector.fromArray(SPECIES, bytes, from + i);
            VectorMask<Byte> digit = x.sub((byte) '0').compare(VectorOperators.ULT, (byte) 10);
            VectorMask<Byte> letter = x.or((byte) 0x20).sub((byte) 'a').compare(VectorOperators.ULT, (byte) 26);
            VectorMask<Byte> joiner = x.eq((byte) '-').or(x.eq((byte) '_'));
            long digitBits = digit.toLong();
            long alphanumeric = digitBits | letter.toLong();
            long high = x.lt((byte) 0).toLong();
            labels |= (alphanumeric | high | joiner.toLong()) << i;
            alphanumerics |= alphanumeric << i;
            digits |= digitBits << i;
            highs |= high << i;
        }
        to.word[word] = labels;
        to.alphanumeric[word] = alphanumerics;
        to.digit[word] = digits;
        to.high[word] = highs;
    }

    private static void marks(byte[] bytes, int from, Planes to, int word) {
        long dots = 0;
        long newlines = 0;
        long colons = 0;
        long opens = 0;
        long closes = 0;
        long backslashes = 0;
        for (int i = 0; i < 64; i += STEP) {
            ByteVector x = ByteVector.fromArray(SPECIES, bytes, from + i);
            // '[' and '{', ']' and '}' differ in the bit of letter case.
            ByteVector folded = x.or((byte) 0x20);
            dots |= x.eq((byte) '.').toLong() << i;
            newlines |= x.eq((byte) '\n').toLong() << i;
            colons |= x.eq((byte) ':').toLong() << i;
            opens |= folded.eq((byte) '{').or(x.eq((byte) '(')).toLong() << i;
            closes |= folded.eq((byte) '}').or(x.eq((byte) ')')).toLong() << i;
            backslashes |= x.eq((byte) '\\').toLong() << i;
        }
        to.dot[word] = dots;
        to.newline[word] = newlines;
        to.colon[word] = colons;
        to.open[word] = opens;
        to.close[word] = closes;
        to.backslash[word] = backslashes;
    }
}
