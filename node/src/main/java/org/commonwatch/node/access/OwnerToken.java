package org.commonwatch.node.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.HomeUnusable;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The owner's token: from the environment, else from {@code owner.token} in the home folder, made at first start. */
@ApplicationScoped
public class OwnerToken {
    static final int CHARS_MIN = 16;

    private final Digest digest;

    @Inject
    OwnerToken(
            Home home, SecureRandom random, @ConfigProperty(name = "commonwatch.owner.token") Optional<String> given) {
        Path file = home.root().resolve("owner.token");
        Secret secret = given.map(OwnerToken::checked).orElseGet(() -> fromFile(home, file, random));
        this.digest = secret.digest();
    }

    Digest digest() {
        return digest;
    }

    private static Secret checked(String given) {
        if (given.length() < CHARS_MIN || given.length() > Secret.CHARS_MAX) {
            throw new HomeUnusable("COMMONWATCH_OWNER_TOKEN must have " + CHARS_MIN + " to " + Secret.CHARS_MAX
                    + " characters; unset it to have a token made");
        }
        return Secret.of(given);
    }

    private static Secret fromFile(Home home, Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                home.writeSecret(file, (Secret.fresh(random).reveal() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return checked(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
