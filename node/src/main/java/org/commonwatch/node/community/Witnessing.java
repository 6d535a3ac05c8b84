package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.commonwatch.node.spine.Identity;

/** This node as a cosigner of the logs that it holds. */
@Singleton
class Witnessing {
    private final Identity self;

    @Inject
    Witnessing(Identity self) {
        this.self = self;
    }

    /** The keys it cosigns with, as C2SP vkey texts. */
    List<String> keys() {
        return List.of(self.cosigner().key().text());
    }
}
