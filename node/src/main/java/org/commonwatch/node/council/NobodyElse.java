package org.commonwatch.node.council;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** For a node that runs no council: what it orders, it orders alone. */
@DefaultBean
@Singleton
class NobodyElse implements RunningCouncil {
    private final Logs logs;
    private final Identity self;

    @Inject
    NobodyElse(Logs logs, Identity self) {
        this.logs = logs;
        this.self = self;
    }

    @Override
    public Optional<List<String>> ordering(Log log) {
        return logs.followed(log) ? Optional.empty() : Optional.of(List.of(self.name()));
    }

    @Override
    public Optional<Running> running(Log log) {
        return Optional.empty();
    }
}
