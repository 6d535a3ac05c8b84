package org.commonwatch.node.spine;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.commonwatch.ledger.vault.Vault;

/**
 * The node's private keys, one per role, made at first start and kept locked in {@code keys/}, see {@link KeyRoom}. Whoever opens
 * them can sign in this organisation's name.
 */
final class Keys {
    static final String COSIGNER = "cosigner";
    static final String COSIGNER_FILE = COSIGNER + ".key";

    private final Home home;
    private final Vault vault;
    private final SecureRandom random;

    Keys(Home home, SecureRandom random) {
        this.home = home;
        this.vault = KeyRoom.of(home, random);
        this.random = random;
    }

    /** Signs this organisation's statements, in one of the generations that {@link OwnKeys} knows, counted from 1. */
    SigningKey author(int generation) {
        return key(role("author", generation));
    }

    /** Which of its keys this organisation speaks with where; one for a home folder. */
    OwnKeys own() {
        return home.own(() -> new OwnKeys(home, this));
    }

    /** Whether this organisation ever signed anything. */
    boolean isFresh() {
        synchronized (vault) {
            return !vault.roles().contains("author");
        }
    }

    /** Destroys an author's key that signs nowhere any more. */
    void forgetAuthor(int generation) {
        synchronized (vault) {
            vault.delete(role("author", generation));
        }
    }

    private static String role(String what, int generation) {
        return generation == 1 ? what : what + "-" + generation;
    }

    /** Signs the checkpoints and log times of one log. */
    SigningKey log(String name) {
        return key("log-" + name);
    }

    /** Cosigns checkpoints of logs that this node holds, and nothing else. */
    MlDsaSigningKey cosigner() {
        return MlDsaSigningKey.ofSeed(
                seed(COSIGNER, () -> MlDsaSigningKey.generate(random).seed()));
    }

    /** Opens what is encrypted to this organisation, and nothing else. */
    EncryptionKey encryption(int generation) {
        return EncryptionKey.ofSeed(seed(
                role("encryption", generation),
                () -> EncryptionKey.generate(random).seed()));
    }

    private SigningKey key(String role) {
        return SigningKey.ofSeed(seed(role, () -> SigningKey.generate(random).seed()));
    }

    /** The 32 secret bytes of a role; made when there are none yet. */
    private byte[] seed(String role, Supplier<byte[]> fresh) {
        synchronized (vault) {
            try {
                Optional<byte[]> kept = vault.read(role);
                if (kept.isPresent()) {
                    return kept.orElseThrow();
                }
                byte[] seed = fresh.get();
                vault.write(role, seed);
                return seed;
            } catch (Refused damaged) {
                throw new HomeUnusable("a key file is damaged: " + damaged.getMessage() + "; restore it from a backup");
            }
        }
    }
}
