package org.commonwatch.node.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.notify.Target.Mail;
import org.commonwatch.node.notify.Target.Mail.Security;
import org.commonwatch.node.notify.Target.Syslog.Transport;
import org.commonwatch.node.outbound.SecretHeader;

/**
 * Reads what is particular to a kind of channel from its description. When a channel is changed, secrets that are not said again
 * stay, as long as they go where they went: a password belongs to its server.
 */
final class NewTarget {
    private static final int PORT_MAX = 65_535;
    private static final int FACILITY_MAX = 23;

    /** local0: what sites use for programs of their own. */
    private static final int FACILITY_DEFAULT = 16;

    private static final int PORT_SYSLOG = 514;
    private static final int PORT_SYSLOG_TLS = 6_514;
    private static final int PORT_SUBMISSION = 587;
    private static final int PORT_SUBMISSIONS = 465;
    private static final int PORT_SMTP = 25;

    private final Properties properties;
    private final Optional<Target> before;
    private final Secret fresh;

    /**
     * @param before what the channel led to, when it is changed
     * @param fresh signs what a new webhook is sent
     */
    NewTarget(Properties properties, Optional<Target> before, Secret fresh) {
        this.properties = properties;
        this.before = before;
        this.fresh = fresh;
    }

    Target read(ChannelKind kind) throws Refused {
        return switch (kind) {
            case WEBHOOK -> webhook();
            case SYSLOG -> syslog();
            case MAIL -> mail();
        };
    }

    private Target webhook() throws Refused {
        URI url = url();
        Optional<Target.Webhook> known = before.map(Target.Webhook.class::cast);
        Optional<String> said = properties.text("header");
        Optional<SecretHeader> header = known.filter(old -> said.isEmpty() && sameOrigin(old.url(), url))
                .flatMap(Target.Webhook::header);
        if (said.isPresent() && !said.orElseThrow().isEmpty()) {
            header = Optional.of(SecretHeader.parse(said.orElseThrow()));
        }
        return new Target.Webhook(url, known.map(Target.Webhook::secret).orElse(fresh), header);
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getRawAuthority().equalsIgnoreCase(other.getRawAuthority());
    }

    private URI url() throws Refused {
        try {
            URI url = new URI(properties.text("url", ""));
            String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (List.of("http", "https").contains(scheme)
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getRawFragment() == null) {
                return url.getRawPath().isEmpty() ? url.resolve("/") : url;
            }
        } catch (URISyntaxException malformed) {
            throw wrongUrl();
        }
        throw wrongUrl();
    }

    private Refused wrongUrl() {
        return properties.wrong("url", "an http or https address without user and fragment");
    }

    private Target syslog() throws Refused {
        Transport transport = word("transport", "udp", Transport.values(), Transport::word);
        int usual = transport == Transport.TLS ? PORT_SYSLOG_TLS : PORT_SYSLOG;
        return new Target.Syslog(
                transport,
                host(),
                properties.number("port", usual, 1, PORT_MAX),
                properties.number("facility", FACILITY_DEFAULT, 0, FACILITY_MAX));
    }

    private Target mail() throws Refused {
        Security security = word("security", "starttls", Security.values(), Security::word);
        String host = host();
        int usual = switch (security) {
            case STARTTLS -> PORT_SUBMISSION;
            case IMPLICIT -> PORT_SUBMISSIONS;
            case NONE -> PORT_SMTP;
        };
        Optional<Mail.Login> login = login(host);
        if (login.isPresent() && security == Security.NONE) {
            throw properties.refusal("security", "A password is not sent in the clear; use starttls or implicit.");
        }
        List<String> to = properties.texts("to");
        if (to.isEmpty() || !to.stream().allMatch(NewTarget::isAddress)) {
            throw properties.wrong("to", "one or more addresses such as soc@harbour.example");
        }
        String from = properties.text("from", "");
        if (!isAddress(from)) {
            throw properties.wrong("from", "an address such as commonwatch@harbour.example");
        }
        return new Mail(host, properties.number("port", usual, 1, PORT_MAX), security, login, from, to);
    }

    private Optional<Mail.Login> login(String host) throws Refused {
        Optional<String> user = properties.text("user").filter(name -> !name.isEmpty());
        Optional<Secret> password = properties
                .text("password")
                .filter(text -> !text.isEmpty())
                .map(Secret::of)
                .or(() -> before.map(Mail.class::cast)
                        .filter(old -> old.host().equalsIgnoreCase(host))
                        .flatMap(Mail::login)
                        .filter(old -> user.equals(Optional.of(old.user())))
                        .map(Mail.Login::password));
        if (user.isPresent() != password.isPresent()) {
            throw properties.refusal("password", "A user and a password are given together, or neither.");
        }
        return user.map(name -> new Mail.Login(name, password.orElseThrow()));
    }

    /** A name or an address literal; nothing that could end a line or be an option of something. */
    private String host() throws Refused {
        String host = properties.text("host", "");
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:]{2,45}")) {
            throw properties.wrong("host", "a host's name or address");
        }
        return host;
    }

    private <E extends Enum<E>> E word(
            String property, String otherwise, E[] all, java.util.function.Function<E, String> words) throws Refused {
        String said = properties.text(property, otherwise);
        return Arrays.stream(all)
                .filter(one -> words.apply(one).equals(said))
                .findFirst()
                .orElseThrow(() -> properties.wrong(
                        property,
                        "one of "
                                + Arrays.stream(all)
                                        .map(words)
                                        .map(Objects::toString)
                                        .toList()));
    }

    /** Plain addresses of RFC 5321 without quotes, comments and names around them. */
    private static boolean isAddress(String text) {
        return text.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");
    }
}
