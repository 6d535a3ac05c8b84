package org.commonwatch.node.sample;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.StixObject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Puts the sample into its log, once, and takes the log away. */
@ApplicationScoped
public class Sample {
    static final String BATCH = "b-sample";
    private static final String RESOURCE = "sample/sample.json";
    private static final Logger LOG = Logger.getLogger(Sample.class);

    private final Spine spine;
    private final Logs logs;
    private final Sharing sharing;
    private final boolean wanted;

    @Inject
    Sample(
            Spine spine,
            Logs logs,
            Sharing sharing,
            @ConfigProperty(name = "commonwatch.sample", defaultValue = "false") boolean wanted) {
        this.spine = spine;
        this.logs = logs;
        this.sharing = sharing;
        this.wanted = wanted;
    }

    void start(@Observes StartupEvent starting) {
        if (wanted) {
            load();
        }
    }

    /** Loads the sample unless it is there; returns how many objects were put in. */
    int load() {
        Log log = spine.add(Logs.SAMPLE, Space.SAMPLE);
        if (logs.reader(log).size() > 0) {
            return 0;
        }
        List<StixObject> objects = read();
        var command = new SharingCommand.Objects(BATCH, "Commonwatch sample", "stix");
        if (!Sharing.await(sharing.put(log, objects, command), Sharing.PATIENCE)) {
            LOG.info("the sample is in its log and will be shown shortly");
        }
        return objects.size();
    }

    /** Whether there was one. */
    boolean remove() {
        Optional<Log> log = logs.named(Logs.SAMPLE);
        log.ifPresent(spine::remove);
        return log.isPresent();
    }

    static List<StixObject> read() {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + RESOURCE);
            }
            List<StixObject> objects = new ArrayList<>();
            BundleReader.read(in, item -> {
                switch (item) {
                    case BundleReader.Accepted accepted -> objects.add(accepted.object());
                    case BundleReader.Rejected rejected ->
                        throw new IllegalStateException("the sample is not STIX: " + rejected.refusal());
                }
            });
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + RESOURCE, e);
        }
    }
}
