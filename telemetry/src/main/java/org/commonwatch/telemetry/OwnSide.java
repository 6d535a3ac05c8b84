package org.commonwatch.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.values.IpAddress;

/** Which side of a line is the organisation's own. */
final class OwnSide {
    /** Addresses that are nobody's in public: RFC 1918, RFC 6598, RFC 3927, RFC 1122, RFC 4193, RFC 4291. */
    private static final List<Network> LOCAL = List.of(
            Network.of("10.0.0.0", 8),
            Network.of("172.16.0.0", 12),
            Network.of("192.168.0.0", 16),
            Network.of("100.64.0.0", 10),
            Network.of("169.254.0.0", 16),
            Network.of("127.0.0.0", 8),
            Network.of("fc00::", 7),
            Network.of("fe80::", 10),
            Network.of("::1", 128));

    private record Network(IpAddress first, int prefix) {
        static Network of(String address, int prefix) {
            return new Network(IpAddress.parse(address).orElseThrow(), prefix);
        }

        boolean holds(IpAddress address) {
            return address.six() == first.six() && address.network(prefix).equals(first);
        }
    }

    private OwnSide() {}

    static List<Asset> of(LogRecord line) {
        Fields fields = line.fields();
        List<Asset> assets = new ArrayList<>(4);
        boolean endpoint = line.format() == LogFormat.WINDOWS || line.format() == LogFormat.OCSF;
        if (line.format() == LogFormat.APACHE) {
            // The client of a web server of ours is a visitor; what is ours is the server.
            add(assets, Asset.Kind.HOST, fields.first(Field.DOMAIN));
            add(assets, Asset.Kind.HOST, fields.first(Field.HOST));
            return assets;
        }
        if (endpoint) {
            add(assets, Asset.Kind.HOST, fields.first(Field.HOST));
        }
        Optional<String> source = fields.first(Field.SRC_IP);
        Optional<String> target = fields.first(Field.DST_IP);
        add(assets, Asset.Kind.ADDRESS, source.filter(OwnSide::isLocal));
        add(assets, Asset.Kind.ADDRESS, target.filter(OwnSide::isLocal));
        add(assets, Asset.Kind.ADDRESS, source);
        add(assets, Asset.Kind.ADDRESS, target);
        add(assets, Asset.Kind.HOST, fields.first(Field.SRC_HOST));
        add(assets, Asset.Kind.USER, fields.first(Field.USER));
        add(assets, Asset.Kind.HOST, fields.first(Field.HOST));
        return assets;
    }

    private static void add(List<Asset> assets, Asset.Kind kind, Optional<String> value) {
        value.filter(text -> !text.isEmpty())
                .map(text -> new Asset(kind, text))
                .filter(asset -> !assets.contains(asset))
                .ifPresent(assets::add);
    }

    private static boolean isLocal(String text) {
        Optional<IpAddress> parsed = IpAddress.parse(text);
        return parsed.map(address -> address.isMappedFour() ? address.mappedFour() : address)
                .filter(address -> LOCAL.stream().anyMatch(network -> network.holds(address)))
                .isPresent();
    }
}
