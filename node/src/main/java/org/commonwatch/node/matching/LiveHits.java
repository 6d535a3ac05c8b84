package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.commonwatch.node.sharing.Live;

/** Tells open pages that hits changed, those who may see hits. */
@ApplicationScoped
class LiveHits implements HitNews {
    private final Live live;
    private final Hits hits;

    @Inject
    LiveHits(Live live, Hits hits) {
        this.live = live;
        this.hits = hits;
    }

    @Override
    public void changed() {
        live.changed("hits", hits.terms());
    }
}
