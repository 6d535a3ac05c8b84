package org.commonwatch.node;

import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where people and programs reach this node. */
@ApplicationScoped
public class Address {
    private final HttpServer server;
    private final String host;
    private final Optional<String> publicUrl;

    @Inject
    Address(
            HttpServer server,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "commonwatch.public-url") Optional<String> publicUrl) {
        this.server = server;
        this.host = host;
        this.publicUrl = publicUrl;
    }

    /** The base URL without a slash at the end. */
    public String url() {
        return publicUrl
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .orElseGet(this::local);
    }

    private String local() {
        int secure = server.getSecurePort();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return secure > 0 ? "https://" + shown + ":" + secure : "http://" + shown + ":" + server.getPort();
    }
}
