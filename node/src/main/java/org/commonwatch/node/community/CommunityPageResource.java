package org.commonwatch.node.community;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** The communities of this node: members, cosigners, what is final and what waits; the steward admits here. */
@Path("/community")
@Allow(Right.OWNER)
@Produces(MediaType.TEXT_HTML)
public class CommunityPageResource {
    private final Statuses statuses;
    private final Stewardship stewardship;
    private final Logs logs;
    private final Identity self;

    @Inject
    CommunityPageResource(Statuses statuses, Stewardship stewardship, Logs logs, Identity self) {
        this.statuses = statuses;
        this.stewardship = stewardship;
        this.logs = logs;
        this.self = self;
    }

    /** @param fingerprint of this node's key, for the steward to compare */
    record Page(String self, String fingerprint, List<CommunityStatus> communities) {
        Page {
            communities = List.copyOf(communities);
        }
    }

    @CheckedTemplate(basePath = "community")
    static class Templates {
        private Templates() {}

        static native TemplateInstance community(Page page);
    }

    @GET
    public TemplateInstance show() {
        return Templates.community(
                new Page(self.name(), Fingerprint.of(self.key().key().id()), statuses.all()));
    }

    @POST
    @Path("/confirm")
    public Response confirm(@FormParam("community") @Nullable String name, @FormParam("request") @Nullable String id)
            throws Refused {
        Log log = Optional.ofNullable(name)
                .flatMap(logs::named)
                .filter(known -> known.space() == Space.COMMUNITY)
                .orElseThrow(NotFoundException::new);
        stewardship.admit(log, Optional.ofNullable(id).orElse(""));
        return Response.seeOther(URI.create("/community")).build();
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 38;
        }

        @Override
        public String title() {
            return "Community";
        }

        @Override
        public String path() {
            return "/community";
        }
    }
}
