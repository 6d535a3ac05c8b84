package org.commonwatch.ledger.keys;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By AWS-LC, which makes S B - k A and compares its spelling with R: four times as fast as Java. Loading it costs a fifth of a
 * second and some ten megabytes, so only who checks many signatures does.
 */
final class NativeEd25519 implements Ed25519Equation {
    /** RFC 8410 section 4: what stands before the 32 bytes of a key in X.509. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final String ALGORITHM = "Ed25519";

    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** Names of systems as Java gives them, to how the jars are called. */
    private static final Map<String, String> PLATFORMS =
            Map.of("Linux amd64", "linux-x86_64", "Linux aarch64", "linux-aarch_64");

    private final Provider provider;
    private final KeyFactory keys;

    private NativeEd25519(Provider provider) throws GeneralSecurityException {
        this.provider = provider;
        this.keys = KeyFactory.getInstance(ALGORITHM, provider);
    }

    /** Empty where there is no library for this machine, or it cannot be loaded. */
    static Optional<Ed25519Equation> load() {
        return load(NativeEd25519.class.getClassLoader());
    }

    static Optional<Ed25519Equation> load(ClassLoader classPath) {
        try {
            // Without it every check translates the key anew.
            System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
            Optional<URL> jar = jar(classPath);
            return jar.isPresent() ? Optional.of(new NativeEd25519(provider(jar.orElseThrow()))) : Optional.empty();
        } catch (IOException | ReflectiveOperationException | GeneralSecurityException | LinkageError absent) {
            return Optional.empty();
        }
    }

    /** The jars of all platforms have the same names inside, and a class path gives whichever stands first in it. */
    private static Optional<URL> jar(ClassLoader classPath) throws IOException {
        @Nullable String platform = PLATFORMS.get(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        for (URL inside : Collections.list(classPath.getResources(PROVIDER.replace('.', '/') + ".class"))) {
            String url = inside.toString();
            int end = url.indexOf("!/");
            if (end > 0 && url.startsWith("jar:") && url.substring(0, end).endsWith("-" + platform + ".jar")) {
                return Optional.of(
                        URI.create(url.substring("jar:".length(), end)).toURL());
            }
        }
        return Optional.empty();
    }

    /** Loaded by itself, and for as long as the process lives. */
    private static Provider provider(URL jar) throws ReflectiveOperationException, GeneralSecurityException {
        Class<?> type = Class.forName(
                PROVIDER, true, new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader()));
        Provider provider = (Provider) type.getField("INSTANCE").get(null);
        if (type.getMethod("getLoadingError").invoke(provider) != null) {
            throw new GeneralSecurityException("the library does not load on this machine");
        }
        return provider;
    }

    @Override
    public boolean holds(VerifyingKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM, provider);
            check.initVerify(key.translated(this::translate));
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the library was loaded for this", e);
        }
    }

    private PublicKey translate(byte[] key) {
        byte[] x509 = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
        System.arraycopy(key, 0, x509, X509_PREFIX.length, key.length);
        try {
            return keys.generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was let in does not translate", e);
        }
    }
}
