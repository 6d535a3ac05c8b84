package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.seal.EncryptionKey;

/**
 * The node's private keys, one per role, made at first start and kept in {@code keys/} with mode 0600. Whoever reads that
 * folder can sign in this organisation's name: SECURITY.md says so.
 */
final class Keys {
    static final String COSIGNER_FILE = "cosigner.seed";

    private final Home home;
    private final SecureRandom random;

    Keys(Home home, SecureRandom random) {
        this.home = home;
        this.random = random;
    }

    /** Signs this organisation's statements. */
    SigningKey author() {
        return key("author");
    }

    /** Signs the checkpoints and log times of one log. */
    SigningKey log(String name) {
        return key("log-" + name);
    }

    /** Cosigns checkpoints of logs that this node holds, and nothing else. */
    MlDsaSigningKey cosigner() {
        return MlDsaSigningKey.ofSeed(
                seed("cosigner", () -> MlDsaSigningKey.generate(random).seed()));
    }

    /** Opens what is encrypted to this organisation, and nothing else. */
    EncryptionKey encryption() {
        return EncryptionKey.ofSeed(
                seed("encryption", () -> EncryptionKey.generate(random).seed()));
    }

    private SigningKey key(String role) {
        return SigningKey.ofSeed(seed(role, () -> SigningKey.generate(random).seed()));
    }

    /** The 32 secret bytes of a role; made when there are none yet. */
    private byte[] seed(String role, Supplier<byte[]> fresh) {
        Path file = home.keys().resolve(role + ".seed");
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
                if (!text.matches("[0-9a-f]{64}")) {
                    throw new HomeUnusable("the key file " + file + " is damaged; restore it from a backup");
                }
                return HexFormat.of().parseHex(text);
            }
            byte[] seed = fresh.get();
            home.writeSecret(file, (HexFormat.of().formatHex(seed) + "\n").getBytes(StandardCharsets.US_ASCII));
            return seed;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
