package org.commonwatch.node.notify;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.pages.NavigationItem;

/** Who is told of hits: one line a channel, and a page each with what it sent. */
@Path("/notify")
@Allow(Right.OWNER)
@Produces(MediaType.TEXT_HTML)
public class NotifyPageResource {
    private static final int LOG_SHOWN = 50;

    private final Channels channels;
    private final SecureRandom random;

    @Inject
    NotifyPageResource(Channels channels, SecureRandom random) {
        this.channels = channels;
        this.random = random;
    }

    /**
     * @param said what a test came to; empty for none
     * @param secret of a webhook that was just added; empty otherwise
     */
    record Page(ChannelLine line, List<DeliveryLine> log, ChannelFields fields, String said, String secret) {
        Page {
            log = List.copyOf(log);
        }
    }

    @CheckedTemplate(basePath = "notify")
    static class Templates {
        private Templates() {}

        static native TemplateInstance channels(List<ChannelLine> lines, List<ChannelKind> kinds);

        static native TemplateInstance channel(Page page);

        static native TemplateInstance newChannel(ChannelFields fields);
    }

    @GET
    public TemplateInstance list() {
        return Templates.channels(
                channels.all().stream().map(ChannelLine::new).toList(), Arrays.asList(ChannelKind.values()));
    }

    @GET
    @Path("new")
    public TemplateInstance blank(@QueryParam("kind") @DefaultValue("webhook") String kind) {
        return Templates.newChannel(ChannelFields.blank(ChannelKind.of(kind).orElseThrow(NotFoundException::new)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public TemplateInstance add(MultivaluedMap<String, String> form) throws Refused {
        NewChannel channel = NewChannel.read(ChannelForm.description(form), Optional.empty(), Secret.fresh(random));
        if (channels.add(channel) != ChannelStore.Added.DONE) {
            throw Refusal.of(
                            "channel-not-added",
                            "/name",
                            "There is a channel of that name already, or " + ChannelStore.CHANNELS_MAX + " others.")
                    .toException();
        }
        Channel added = found(channel.name());
        String secret = added.target() instanceof Target.Webhook webhook
                ? webhook.secret().reveal()
                : "";
        return page(added, "", secret);
    }

    @GET
    @Path("{name}")
    public TemplateInstance one(@PathParam("name") String name) {
        return page(found(name), "", "");
    }

    @POST
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(@PathParam("name") String name, MultivaluedMap<String, String> form) throws Refused {
        Channel channel = found(name);
        channels.change(
                channel, NewChannel.read(ChannelForm.description(form), Optional.of(channel), Secret.fresh(random)));
        return seeOther(name);
    }

    @POST
    @Path("{name}/pause")
    public Response pause(@PathParam("name") String name) {
        return turned(name, true);
    }

    @POST
    @Path("{name}/resume")
    public Response resume(@PathParam("name") String name) {
        return turned(name, false);
    }

    @POST
    @Path("{name}/test")
    public TemplateInstance test(@PathParam("name") String name) throws InterruptedException {
        Channel channel = found(name);
        String said;
        try {
            said = "A test message was taken: " + channels.test(channel).id();
        } catch (SendFault fault) {
            said = "The test message was not taken: " + fault.sentence();
        }
        return page(found(name), said, "");
    }

    @POST
    @Path("{name}/remove")
    public Response remove(@PathParam("name") String name) {
        channels.remove(found(name));
        return Response.seeOther(URI.create("/notify")).build();
    }

    private Channel found(String name) {
        return channels.named(name).orElseThrow(NotFoundException::new);
    }

    private TemplateInstance page(Channel channel, String said, String secret) {
        return Templates.channel(new Page(
                new ChannelLine(channels.standing(channel)),
                channels.log(channel, LOG_SHOWN).stream().map(DeliveryLine::new).toList(),
                ChannelFields.of(channel),
                said,
                secret));
    }

    private Response turned(String name, boolean paused) {
        if (!channels.pause(name, paused)) {
            throw new NotFoundException();
        }
        return seeOther(name);
    }

    private static Response seeOther(String name) {
        return Response.seeOther(URI.create("/notify/" + name)).build();
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 37;
        }

        @Override
        public String title() {
            return "Notify";
        }

        @Override
        public String path() {
            return "/notify";
        }

        @Override
        public boolean leadsTo(String path) {
            return path.equals("/notify") || path.startsWith("/notify/");
        }
    }
}
