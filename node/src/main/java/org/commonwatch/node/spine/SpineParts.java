package org.commonwatch.node.spine;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.sequence.Cosigners;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the spine together: the only place where the node's clock, chance, folder and stores come from. */
@Singleton
class SpineParts {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Home home(@ConfigProperty(name = "commonwatch.home") String folder) {
        return Home.open(Path.of(folder));
    }

    @Produces
    @Singleton
    @Local
    SqliteStore local(Home home, @All List<LocalTables> slices) {
        return LocalStore.open(home, slices);
    }

    /** Opened after {@code local.db}, which its readers attach. */
    @Produces
    @Singleton
    @Index
    SqliteStore index(Home home, @Local SqliteStore local, @All List<Projection> projections) {
        return IndexStore.open(home, projections);
    }

    @Produces
    @Singleton
    Fan fan() {
        return new Fan(Runtime.getRuntime().availableProcessors());
    }

    /** The keys of this organisation, as far as other slices may use them. */
    @Produces
    @Singleton
    Identity identity(Home home, SecureRandom random) {
        return new Identity(new Keys(home, random));
    }

    @Produces
    @Singleton
    LedgerHost host(
            Home home,
            SecureRandom random,
            Clock clock,
            DistantLogs distant,
            CouncilLogs councils,
            Cosigners cosigners) {
        return new LedgerHost(home, new LocalDisk(), random, clock, distant, councils, cosigners);
    }

    @Produces
    @Singleton
    Logs logs(LedgerHost host) {
        return new Logs(host.openAll());
    }

    @Produces
    @Singleton
    Spine spine(
            Home home,
            @Local SqliteStore local,
            @Index SqliteStore index,
            LedgerHost host,
            Logs logs,
            Fan fan,
            Speakers speakers,
            Seals seals,
            @All List<EntryType<?>> types,
            @All List<Projection> projections) {
        return new Spine(
                home,
                local,
                index,
                host,
                logs,
                new ReplayStep(types, projections, speakers, seals, fan),
                seals,
                projections);
    }

    /** Beans open lazily; whoever reads `ready` may rely on open stores, logs and a running replay. */
    void open(@Observes StartupEvent start, Spine spine) {
        spine.open();
    }

    void close(@Disposes Spine spine) {
        spine.close();
    }
}
