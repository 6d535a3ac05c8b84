package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Secret;
import org.commonwatch.stix.Tlp;

/** A channel as the owner describes it; one that exists is valid. */
record NewChannel(String name, Target target, Interest interest, Pace pace, Tlp maxTlp, boolean withLine) {
    private static final int DESCRIPTION_VALUES_MAX = 300;
    private static final Set<String> COMMON = Set.of("name", "kind", "max_tlp", "include_line");

    /** @throws Refused naming the property that is wrong; a secret is never repeated */
    static NewChannel read(byte[] json, Optional<Channel> before, Secret fresh) throws Refused {
        if (!(BoundedJson.parse(json, DESCRIPTION_VALUES_MAX) instanceof ObjectNode body)) {
            throw Refusal.of("channel", "", "A channel is described by a JSON object.")
                    .toException();
        }
        return read(body, before, fresh);
    }

    /**
     * @param before the channel that is changed; empty for a new one
     * @param fresh the secret of a new webhook
     */
    static NewChannel read(ObjectNode body, Optional<Channel> before, Secret fresh) throws Refused {
        Properties properties = new Properties(body);
        ChannelKind kind = ChannelKind.of(
                        properties.text("kind", before.map(NewChannel::kindOf).orElse("")))
                .orElseThrow(() -> properties.wrong("kind", "webhook, syslog or mail"));
        if (before.filter(old -> old.target().kind() != kind).isPresent()) {
            throw properties.refusal("kind", "A channel keeps its kind; add another one.");
        }
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(kind.properties());
        known.addAll(Interest.PROPERTIES);
        known.addAll(Pace.PROPERTIES);
        properties.refuseOthers(known);
        return new NewChannel(
                name(properties, before),
                new NewTarget(properties, before.map(Channel::target), fresh).read(kind),
                Interest.read(properties),
                Pace.read(properties),
                maxTlp(properties),
                properties.flag("include_line"));
    }

    private static String kindOf(Channel channel) {
        return channel.target().kind().word();
    }

    private static String name(Properties properties, Optional<Channel> before) throws Refused {
        String name = properties.text("name", before.map(Channel::name).orElse(""));
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}") || name.equals("new")) {
            throw properties.wrong("name", "up to 63 small letters, digits, '.', '_' or '-', and not new");
        }
        if (before.filter(old -> !old.name().equals(name)).isPresent()) {
            throw properties.refusal("name", "A channel keeps its name.");
        }
        return name;
    }

    private static Tlp maxTlp(Properties properties) throws Refused {
        Optional<Tlp> tlp = Tlp.parse(properties.text("max_tlp", Tlp.AMBER_STRICT.word()));
        if (tlp.filter(level -> level.compareTo(Tlp.AMBER_STRICT) >= 0).isEmpty()) {
            throw properties.wrong(
                    "max_tlp",
                    "amber+strict or red: a hit tells of your own systems and is TLP:AMBER+STRICT, so a channel below would"
                            + " carry nothing");
        }
        return tlp.orElseThrow();
    }
}
