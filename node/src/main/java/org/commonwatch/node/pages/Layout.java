package org.commonwatch.node.pages;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Logs;

/** What the frame of a page shows, as {@code inject:layout} in {@code templates/layout.html}. */
@Named("layout")
@RequestScoped
public class Layout {
    private final Caller caller;
    private final Logs logs;
    private final Assets assets;
    private final Health health;
    private final List<NavigationItem> navigation;
    private String path = "/";
    private Appearance appearance = Appearance.AUTO;

    @Inject
    Layout(
            Caller caller,
            Logs logs,
            Assets assets,
            Health health,
            @io.quarkus.arc.All List<NavigationItem> navigation) {
        this.caller = caller;
        this.logs = logs;
        this.assets = assets;
        this.health = health;
        this.navigation = navigation.stream()
                .sorted(java.util.Comparator.comparingInt(NavigationItem::order))
                .toList();
    }

    /** Called once a request, before the page is made. */
    void of(ContainerRequestContext request) {
        path = request.getUriInfo().getRequestUri().getRawPath();
        Cookie cookie = request.getCookies().get(AppearanceResource.COOKIE);
        appearance = cookie == null ? Appearance.AUTO : Appearance.read(cookie.getValue());
    }

    public boolean isSignedIn() {
        return caller.known();
    }

    public String getWho() {
        return caller.known() ? caller.reader().name() : "";
    }

    public Assets getAssets() {
        return assets;
    }

    public Appearance getAppearance() {
        return appearance;
    }

    public List<Appearance> getAppearances() {
        return List.of(Appearance.values());
    }

    /** Where this page is, to come back to. */
    public String getPath() {
        return path;
    }

    /** The way to the slices' pages; nothing before sign-in. */
    public List<Link> getNavigation() {
        Stream<NavigationItem> shown = caller.known() ? navigation.stream() : Stream.empty();
        return shown.map(item -> new Link(item.title(), item.path(), item.leadsTo(path)))
                .toList();
    }

    public boolean isSamplePresent() {
        return caller.known() && logs.all().stream().anyMatch(log -> log.space() == Space.SAMPLE);
    }

    /** What is wrong with the node now, in sentences; nothing before sign-in. */
    public List<String> getWarnings() {
        return caller.known() ? health.warnings() : List.of();
    }

    /** @param current the page is here */
    public record Link(String title, String path, boolean current) {}
}
