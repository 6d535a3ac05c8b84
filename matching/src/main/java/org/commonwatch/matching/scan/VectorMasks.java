package org.commonwatch.matching.scan;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** As many bytes at a time as a vector of this processor holds. Loaded only where the module is. */
final class VectorMasks implements ByteMasks {
    private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
    private static final int STEP = SPECIES.length();

    @Override
    public boolean classify(byte[] bytes, int from, int words, Planes to) {
        ByteVector any = ByteVector.zero(SPECIES);
        for (int word = 1; word <= words; word++) {
            int at = from + 64 * (word - 1);
            long labels = 0;
            long alphanumerics = 0;
            long digits = 0;
            long dots = 0;
            long newlines = 0;
            long colons = 0;
            long brackets = 0;
            for (int i = 0; i < 64; i += STEP) {
                ByteVector x = ByteVector.fromArray(SPECIES, bytes, at + i);
                ByteVector folded = x.or((byte) 0x20);
                VectorMask<Byte> digit = below(x, '0', 10);
                VectorMask<Byte> alphanumeric = digit.or(below(folded, 'a', 26));
                VectorMask<Byte> joiner = x.eq((byte) '-').or(x.eq((byte) '_')).or(x.lt((byte) 0));
                // From '[' to ']' and from '{' to '}' differ in the bit of letter case; '(' and ')' in the lowest bit.
                VectorMask<Byte> bracket =
                        below(folded, '{', 3).or(x.and((byte) ~1).eq((byte) '('));
                labels |= alphanumeric.or(joiner).toLong() << i;
                alphanumerics |= alphanumeric.toLong() << i;
                digits |= digit.toLong() << i;
                dots |= x.eq((byte) '.').toLong() << i;
                newlines |= x.eq((byte) '\n').toLong() << i;
                colons |= x.eq((byte) ':').toLong() << i;
                brackets |= bracket.toLong() << i;
                any = any.or(x);
            }
            to.label[word] = labels;
            to.alphanumeric[word] = alphanumerics;
            to.digit[word] = digits;
            to.dot[word] = dots;
            to.newline[word] = newlines;
            to.colon[word] = colons;
            to.bracket[word] = brackets;
        }
        return any.lt((byte) 0).anyTrue();
    }

    /** Which bytes are among the {@code count} from {@code first} on, moved so that a signed comparison tells. */
    private static VectorMask<Byte> below(ByteVector x, int first, int count) {
        return x.sub((byte) (first + 128)).lt((byte) (count - 128));
    }
}
