package org.commonwatch.node.pages;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The script and the stylesheet: where they are and what they must hash to. The address carries the hash, so browsers keep
 * a file for as long as they like and never use an old one; the integrity attribute makes them refuse a changed one.
 */
@Singleton
public class Assets {
    private static final String FOLDER = "assets/";

    private final Asset script = Asset.of("commonwatch.js");
    private final Asset style = Asset.of("commonwatch.css");

    /**
     * @param path with version
     * @param integrity as W3C Subresource Integrity wants it
     */
    public record Asset(String path, String integrity) {
        private static final int VERSION_CHARS = 12;

        static Asset of(String name) {
            byte[] hash = sha384(read(FOLDER + name));
            String version =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, VERSION_CHARS);
            return new Asset(
                    "/" + FOLDER + name + "?v=" + version,
                    "sha384-" + Base64.getEncoder().encodeToString(hash));
        }
    }

    public Asset getScript() {
        return script;
    }

    public Asset getStyle() {
        return style;
    }

    private static byte[] read(String name) {
        String resource = "META-INF/resources/" + name;
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + resource + "; run web/build.mjs");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }

    private static byte[] sha384(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-384").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}
