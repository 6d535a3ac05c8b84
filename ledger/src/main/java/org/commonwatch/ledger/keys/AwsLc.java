package org.commonwatch.ledger.keys;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Native code for what a community computes again and again, from the Amazon Corretto Crypto Provider: three to eight times as
 * fast as Java, from the first call on, while Java's is compiled for seconds. Loading it costs a fifth of a second and some
 * ten megabytes, so it is done when it pays; where there is none for the machine, Java goes on. Both ways give one answer.
 */
public final class AwsLc {
    /** What an AES-GCM operation or an Ed25519 check weighs: 0.2 ms of Java. */
    public static final int LIGHT = 1;

    /** What an ML-DSA-44 check weighs. */
    static final int MODERATE = 4;

    /** What an ML-DSA-44 signature weighs, which takes several tries. */
    static final int HEAVY = 16;

    /** Weight until it is loaded: some fifty milliseconds of work, which nobody who only starts ever does. */
    static final int LOAD_AT = 256;

    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** Names of systems as Java gives them, to how the jars are called. */
    private static final Map<String, String> PLATFORMS =
            Map.of("Linux amd64", "linux-x86_64", "Linux aarch64", "linux-aarch_64");

    private static final AtomicInteger SEEN = new AtomicInteger();
    private static volatile Optional<Provider> now = Optional.empty();

    private AwsLc() {}

    /**
     * The library, once it pays.
     *
     * @param weight of the work for which it is asked
     */
    public static Optional<Provider> now(int weight) {
        if (SEEN.get() < LOAD_AT) {
            int seen = SEEN.addAndGet(weight);
            if (seen >= LOAD_AT && seen - weight < LOAD_AT) {
                now = load();
            }
        }
        return now;
    }

    /** Empty where there is no library for this machine, or it cannot be loaded. */
    static Optional<Provider> load() {
        return load(AwsLc.class.getClassLoader());
    }

    static Optional<Provider> load(ClassLoader classPath) {
        try {
            // Without it every check translates the key anew.
            System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
            Optional<URL> jar = jar(classPath);
            return jar.isPresent() ? Optional.of(provider(jar.orElseThrow())) : Optional.empty();
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
}
