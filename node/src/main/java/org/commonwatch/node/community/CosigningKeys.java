package org.commonwatch.node.community;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.cosign.CosignerKey;

/**
 * With which of its keys this node cosigns a log: with the one that the policy in force here asks for, so that what comes before
 * another policy can become final, and with the one that the entries say this organisation cosigns with, which the next policy will
 * ask for. Usually these are one. A new key signs nothing before the entry that states it is applied: a log that has gone to another
 * epoch meanwhile never saw it in the one before. Asked for each checkpoint, so the tables are looked at now and then only;
 * guarded by {@code this}.
 */
final class CosigningKeys {
    /** A key that is found this much later is in time: whoever asks for its signature asks again. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);

    private final Supplier<List<Cosigner>> own;
    private final Supplier<Optional<CosignerKey>> asked;
    private final Supplier<Optional<String>> stated;
    private List<Cosigner> known = List.of();
    private Optional<CosignerKey> knownAsked = Optional.empty();
    private long readNanos;

    /**
     * @param own every key there is, the usual one first
     * @param asked the key that the policy in force here has for this organisation
     * @param stated the key that the entries say, a C2SP vkey
     */
    CosigningKeys(
            Supplier<List<Cosigner>> own, Supplier<Optional<CosignerKey>> asked, Supplier<Optional<String>> stated) {
        this.own = own;
        this.asked = asked;
        this.stated = stated;
    }

    /** The usual one where nothing asks for one that is here: its signatures count once something does. */
    synchronized List<Cosigner> now() {
        Optional<CosignerKey> wanted = asked.get();
        boolean old = System.nanoTime() - readNanos > KNOWN_FOR.toNanos();
        if (known.isEmpty() || old || !wanted.equals(knownAsked)) {
            known = choose(own.get(), wanted, stated.get());
            knownAsked = wanted;
            readNanos = System.nanoTime();
        }
        return known;
    }

    static List<Cosigner> choose(List<Cosigner> own, Optional<CosignerKey> asked, Optional<String> stated) {
        List<Cosigner> chosen = new ArrayList<>();
        Stream.of(asked.map(CosignerKey::text), stated)
                .flatMap(Optional::stream)
                .distinct()
                .forEach(wanted -> own.stream()
                        .filter(one -> one.key().text().equals(wanted))
                        .findFirst()
                        .ifPresent(chosen::add));
        return chosen.isEmpty() ? List.of(own.getFirst()) : List.copyOf(chosen);
    }
}
