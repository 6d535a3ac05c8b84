package org.commonwatch.values;

import java.util.Optional;

/**
 * A CIDR block, RFC 4632 and RFC 4291 section 2.3.
 *
 * @param network its first address
 * @param prefix 0 to 32 or 128 bits
 */
public record IpRange(IpAddress network, int prefix) {
    public IpRange {
        if (prefix < 0 || prefix > network.bits()) {
            throw new IllegalArgumentException("no prefix of " + prefix + " bits in " + network.text());
        }
        network = network.network(prefix);
    }

    /** Reads {@code ADDRESS/BITS}, or a bare address as a block of one. Host bits are cleared; no leading zeros. */
    public static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(address -> new IpRange(address, address.bits()));
        }
        String bits = text.substring(slash + 1);
        boolean leadingZero = bits.length() > 1 && bits.charAt(0) == '0';
        if (bits.length() > 3 || leadingZero || !Codes.isDigits(bits, 0, bits.length())) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(bits);
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> prefix <= address.bits())
                .map(address -> new IpRange(address, prefix));
    }

    public boolean contains(IpAddress address) {
        return address.six() == network.six() && address.network(prefix).equals(network);
    }

    public boolean contains(IpRange other) {
        return other.prefix >= prefix && contains(other.network);
    }

    public String text() {
        return network.text() + "/" + prefix;
    }
}
