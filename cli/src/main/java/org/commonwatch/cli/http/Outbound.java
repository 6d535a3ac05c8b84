package org.commonwatch.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Surroundings;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client of the program. Proxies come from {@code https_proxy}, {@code http_proxy} and {@code no_proxy};
 * {@code COMMONWATCH_CA_FILE} names a PEM file of certificate authorities trusted beside the platform's own.
 */
public final class Outbound {
    static final Duration CONNECT_MAX = Duration.ofSeconds(15);

    private Outbound() {}

    /** A client that follows no redirect by itself. */
    public static HttpClient client(Surroundings surroundings) {
        Proxies proxies = Proxies.from(surroundings);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_MAX)
                .proxy(proxies);
        if (proxies.haveLogin()) {
            builder.authenticator(new ProxyLogin(proxies));
        }
        surroundings
                .variable("COMMONWATCH_CA_FILE")
                .ifPresent(file ->
                        builder.sslContext(trusting(surroundings.folder().resolve(file))));
        return builder.build();
    }

    private static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : platformAuthorities()) {
                store.setCertificateEntry("platform-" + number++, certificate);
            }
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("extra-" + number++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(store).getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new Fault(
                    "cannot use the certificate authorities in " + pem + " (COMMONWATCH_CA_FILE): " + e.getMessage(),
                    e);
        }
    }

    private static X509Certificate[] platformAuthorities() throws GeneralSecurityException {
        return Arrays.stream(trustManagers(null).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .map(X509TrustManager::getAcceptedIssuers)
                .orElse(new X509Certificate[0]);
    }

    private static TrustManagerFactory trustManagers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** Answers a proxy's question for a login, and no server's. */
    private static final class ProxyLogin extends Authenticator {
        private final Proxies proxies;

        ProxyLogin(Proxies proxies) {
            this.proxies = proxies;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            return proxies.login(getRequestingHost(), getRequestingPort()).orElse(null);
        }
    }
}
