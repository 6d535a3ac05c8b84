package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.commonwatch.council.CouncilCertificate;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.council.CouncilSettings;
import org.commonwatch.council.CouncilTls;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.HomeUnusable;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This node's part in councils: one Raft server a log, over mutual TLS with keys that its node key certifies anew at each
 * opening. Raft's files lie in {@code council/} of the home folder, which no backup holds: a node that was set back would vote
 * twice.
 */
@ApplicationScoped
public class OpenedCouncils {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final String CURVE = "secp256r1";

    private final Councils councils;
    private final Communities communities;
    private final Identity self;
    private final Home home;
    private final Clock clock;
    private final SecureRandom random;
    private final Optional<String> address;
    private final Optional<String> listen;
    private final Map<String, CouncilSequencer> byLog = new ConcurrentHashMap<>();

    @Inject
    OpenedCouncils(
            Councils councils,
            Communities communities,
            Identity self,
            Home home,
            Clock clock,
            SecureRandom random,
            @ConfigProperty(name = "commonwatch.council.address") Optional<String> address,
            @ConfigProperty(name = "commonwatch.council.listen") Optional<String> listen) {
        this.councils = councils;
        this.communities = communities;
        this.self = self;
        this.home = home;
        this.clock = clock;
        this.random = random;
        this.address = address.map(String::strip).filter(text -> !text.isEmpty());
        this.listen = listen.map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Where others reach this node's part; empty: it offers no seat. */
    public Optional<String> address() {
        return address;
    }

    /** Whether this node has taken part in the council of a log and not left it. */
    public boolean isPart(Log log, LogSettings settings) {
        return CouncilSequencer.isPart(settings, folder(log));
    }

    /**
     * Opens this node's part, as a council of one when it has none.
     *
     * @param sources where the log is fetched when the others have given up turns that this node lacks
     */
    public CouncilSequencer open(Log log, LogSettings settings, Supplier<List<LogSource>> sources, Executor fetchers) {
        CouncilSequencer opened = CouncilSequencer.open(settings(log, settings, sources, fetchers));
        byLog.put(log.name(), opened);
        return opened;
    }

    /** Fetches the log as the council has it, and waits to be added. */
    public CouncilSequencer join(Log log, LogSettings settings, Supplier<List<LogSource>> sources, Executor fetchers)
            throws Refused {
        List<org.commonwatch.council.Seat> others = councils.council(log).stream()
                .filter(seat -> !seat.member().equals(self.name()))
                .map(OpenedCouncils::seat)
                .toList();
        CouncilSequencer joined = CouncilSequencer.join(settings(log, settings, sources, fetchers), others);
        byLog.put(log.name(), joined);
        return joined;
    }

    /** The others have let this node go and its part is closed. */
    public void forget(Log log, LogSettings settings) {
        byLog.remove(log.name());
        CouncilSequencer.forget(settings, folder(log));
    }

    /** This node's part, while it is open. */
    Optional<CouncilSequencer> of(Log log) {
        return Optional.ofNullable(byLog.get(log.name()));
    }

    static org.commonwatch.council.Seat seat(Seat seat) {
        return new org.commonwatch.council.Seat(seat.member(), seat.address());
    }

    private Path folder(Log log) {
        return home.root().resolve("council").resolve(log.name());
    }

    private CouncilSettings settings(
            Log log, LogSettings settings, Supplier<List<LogSource>> sources, Executor fetchers) {
        String here = address.or(() -> councils.of(log, self.name()).map(Seat::address))
                .orElseThrow(
                        () -> new HomeUnusable(
                                "this node orders the log " + log.name()
                                        + " as one of a council and does not know under which address; set COMMONWATCH_COUNCIL_ADDRESS"));
        org.commonwatch.council.Seat seat = new org.commonwatch.council.Seat(self.name(), here);
        org.commonwatch.council.Seat bound = new org.commonwatch.council.Seat(self.name(), listenAt(seat));
        return new CouncilSettings(
                seat, bound.host(), bound.port(), folder(log), settings, Optional.of(tls(log)), sources, fetchers);
    }

    /** Unless it is told: a node that is reached at the loopback address is reached from nowhere else. */
    private String listenAt(org.commonwatch.council.Seat seat) {
        try {
            String host = seat.host();
            boolean loopback = host.equals("localhost") || host.startsWith("127.");
            return SeatAddress.check(listen.orElse((loopback ? host : ANY_ADDRESS) + ":" + seat.port()));
        } catch (Refused wrong) {
            throw new HomeUnusable("COMMONWATCH_COUNCIL_LISTEN: " + wrong.refusal());
        }
    }

    private CouncilTls tls(Log log) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            KeyPair keys = generator.generateKeyPair();
            return new CouncilTls(
                    keys,
                    CouncilCertificate.make(self.name(), self::sign, keys, clock.instant(), random),
                    () -> trusted(log));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** Those whom the log names, and whom Raft has not let go yet. Other members have no business with the council. */
    private Map<String, VerifyingKey> trusted(Log log) {
        Set<String> names = new HashSet<>();
        councils.council(log).forEach(seat -> names.add(seat.member()));
        of(log).ifPresent(council -> council.seats().forEach(seat -> names.add(seat.name())));
        Map<String, VerifyingKey> keys = new HashMap<>();
        for (String name : names) {
            communities
                    .member(log, name)
                    .ifPresent(
                            member -> keys.put(name, member.organisation().key().key()));
        }
        return keys;
    }
}
