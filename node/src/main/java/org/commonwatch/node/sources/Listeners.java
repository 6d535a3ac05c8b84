package org.commonwatch.node.sources;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Opens the listener that a syslog source asks for; certificates are read anew each time, so renewing one takes a pause and a resume. */
final class Listeners {
    private final Vertx vertx;

    Listeners(Vertx vertx) {
        this.vertx = vertx;
    }

    SyslogInflow.Listening of(Settings.Syslog settings) {
        return switch (settings.transport()) {
            case UDP -> UdpListener::open;
            case TCP ->
                (at, queue, tally) -> TcpListener.open(ServerSocketFactory.getDefault(), false, at, queue, tally);
            case TLS ->
                (at, queue, tally) ->
                        TcpListener.open(tls(settings), settings.clients().isPresent(), at, queue, tally);
        };
    }

    private ServerSocketFactory tls(Settings.Syslog settings) throws IOException {
        try {
            PemKeyCertOptions own = new PemKeyCertOptions()
                    .setCertPath(settings.certificate().orElseThrow())
                    .setKeyPath(settings.key().orElseThrow());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.getKeyManagerFactory(vertx).getKeyManagers(), trusted(settings.clients()), new SecureRandom());
            return context.getServerSocketFactory();
        } catch (IOException fault) {
            throw fault;
        } catch (GeneralSecurityException fault) {
            throw new IOException("the certificate or key does not read: " + fault.getMessage(), fault);
        } catch (Exception fault) {
            throw new IOException("reading the certificate or key: " + fault.getMessage(), fault);
        }
    }

    private TrustManager[] trusted(Optional<String> clients) throws Exception {
        return clients.isEmpty()
                ? new TrustManager[0]
                : new PemTrustOptions()
                        .addCertPath(clients.orElseThrow())
                        .getTrustManagerFactory(vertx)
                        .getTrustManagers();
    }
}
