package org.commonwatch.node.access;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.commonwatch.node.Address;
import org.jspecify.annotations.Nullable;

/**
 * Signing people in and out. Opening a link shows a button and only pressing it uses the link up, so that whatever previews
 * addresses in a chat or a mail does not.
 */
@Path("/")
public class SignInResource {
    private final Sessions sessions;
    private final Caller caller;
    private final Address address;

    @Inject
    SignInResource(Sessions sessions, Caller caller, Address address) {
        this.sessions = sessions;
        this.caller = caller;
        this.address = address;
    }

    @CheckedTemplate(basePath = "access")
    static class Templates {
        private Templates() {}

        /** @param link to put into the form; empty explains how to get one */
        static native TemplateInstance signIn(String link, boolean works, boolean signedIn, boolean refused);

        static native TemplateInstance signOut(String who);
    }

    @GET
    @Path("/sign-in")
    @Produces(MediaType.TEXT_HTML)
    @Allow(Right.ANYONE)
    public TemplateInstance show(@QueryParam("link") @Nullable String given) {
        Optional<String> link = Optional.ofNullable(given).filter(text -> text.length() <= Secret.CHARS_MAX);
        boolean works = link.map(Secret::of).map(sessions::linkWorks).orElse(false);
        return Templates.signIn(link.orElse(""), works, caller.known(), given != null && !works);
    }

    @POST
    @Path("/sign-in")
    @Produces(MediaType.TEXT_HTML)
    @Allow(Right.ANYONE)
    public Response open(
            @FormParam("link") @Nullable String given,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            @HeaderParam("Origin") @Nullable String origin,
            @HeaderParam("Host") @Nullable String host) {
        Optional<Secret> session = Optional.ofNullable(given)
                .filter(text -> text.length() <= Secret.CHARS_MAX && OwnPages.sent(site, origin, host))
                .map(Secret::of)
                .flatMap(sessions::open);
        if (session.isEmpty()) {
            return Response.status(Response.Status.FORBIDDEN)
                    .entity(Templates.signIn("", false, caller.known(), true).render())
                    .build();
        }
        return Response.seeOther(URI.create("/"))
                .cookie(cookie(session.orElseThrow().reveal(), (int) Sessions.SESSION_LIFE.toSeconds()))
                .build();
    }

    /** For browsers that send no script: a page with the button. */
    @GET
    @Path("/sign-out")
    @Produces(MediaType.TEXT_HTML)
    @Allow(Right.READ)
    public TemplateInstance askSignOut() {
        return Templates.signOut(caller.reader().name());
    }

    @POST
    @Path("/sign-out")
    @Allow(Right.READ)
    public Response close(@CookieParam(Authentication.SESSION_COOKIE) @Nullable String session) {
        Optional.ofNullable(session)
                .filter(text -> text.length() <= Secret.CHARS_MAX)
                .map(Secret::of)
                .ifPresent(sessions::close);
        return Response.seeOther(URI.create("/sign-in")).cookie(cookie("", 0)).build();
    }

    private NewCookie cookie(String value, int secondsMax) {
        return new NewCookie.Builder(Authentication.SESSION_COOKIE)
                .value(value)
                .path("/")
                .maxAge(secondsMax)
                .httpOnly(true)
                .secure(address.url().startsWith("https://"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
