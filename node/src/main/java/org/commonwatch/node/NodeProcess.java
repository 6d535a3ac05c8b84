package org.commonwatch.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.node.access.Sessions;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Stopping;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs after everything serves: says so, and where. */
public class NodeProcess implements QuarkusApplication {
    private final Home home;
    private final Address address;
    private final Sessions sessions;
    private final Event<Stopping> stopping;
    private final boolean withParent;

    @Inject
    NodeProcess(
            Home home,
            Address address,
            Sessions sessions,
            Event<Stopping> stopping,
            @ConfigProperty(name = "commonwatch.with-parent", defaultValue = "false") boolean withParent) {
        this.home = home;
        this.address = address;
        this.sessions = sessions;
        this.stopping = stopping;
        this.withParent = withParent;
    }

    @Override
    @SuppressWarnings("SystemOut") // the contract with scripts: `ready URL` on stdout, the link on a terminal's stderr
    public int run(String... arguments) throws IOException {
        String url = address.url();
        Path file = home.root().resolve("node.url");
        Files.writeString(file, url + "\n");
        System.out.println("ready " + url);
        if (Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
            System.err.println("sign in within 15 minutes: " + url + "/sign-in?link="
                    + sessions.newLink().reveal());
        }
        if (withParent) {
            Thread.ofPlatform().daemon().name("parent").start(NodeProcess::outlastNobody);
        }
        Quarkus.waitForExit();
        stopping.fire(new Stopping());
        Files.deleteIfExists(file);
        return 0;
    }

    /** Standard input is the parent's pipe: it ends with the parent, however that ends. */
    private static void outlastNobody() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            Logger.getLogger(NodeProcess.class).debug("standard input broke off", broken);
        }
        Quarkus.asyncExit();
    }
}
