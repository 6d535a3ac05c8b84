package org.commonwatch.node.outbound;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.commonwatch.node.spine.Home;

/** The client with this machine's environment and name service. */
@Singleton
class OutboundParts {
    @Produces
    @Singleton
    Outbound outbound(Home home) {
        // The platform refuses to send a proxy's password in the clear by default; the owner wrote it into the
        // variable.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        return Outbound.in(home.root().resolve("downloads"), name -> Optional.ofNullable(System.getenv(name)));
    }
}
