package org.commonwatch.node.pages;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.jspecify.annotations.Nullable;

/** Keeps the choice of colours in a cookie, so that the server sends the page right and nothing flashes. No script needed. */
@Path("/appearance")
@Allow(Right.ANYONE)
public class AppearanceResource {
    static final String COOKIE = "commonwatch-appearance";
    private static final int YEAR_SECONDS = (int) Duration.ofDays(365).toSeconds();
    private static final int BACK_CHARS_MAX = 512;

    @POST
    public Response choose(@FormParam("choice") @Nullable String choice, @FormParam("back") @Nullable String back) {
        NewCookie cookie = new NewCookie.Builder(COOKIE)
                .value(Appearance.read(choice == null ? "" : choice).word())
                .path("/")
                .maxAge(YEAR_SECONDS)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
        return Response.seeOther(ownPath(back)).cookie(cookie).build();
    }

    /** Back to where the person was, never to another site. */
    static URI ownPath(@Nullable String back) {
        boolean own = back != null
                && back.length() <= BACK_CHARS_MAX
                && back.startsWith("/")
                && !back.startsWith("//")
                && back.chars().allMatch(AppearanceResource::plain);
        return URI.create(own && back != null ? back : "/");
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "/._~-".indexOf(c) >= 0;
    }
}
