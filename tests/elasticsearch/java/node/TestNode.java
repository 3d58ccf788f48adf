package minshu.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One node of the published server library, run until its standard input ends: when the process that started it goes,
 * however it goes, the node goes too.
 *
 * <p>Arguments: the folder of the distribution, the folder of this node, and any number of {@code setting=value}.
 */
public final class TestNode {
    private static final int SECONDS_TO_CLOSE = 10;

    private TestNode() {}

    public static void main(String[] arguments) throws Exception {
        // The server's command-line launcher would set these; classes of the server read them once, while they load.
        System.setProperty("es.scripting.exception_for_missing_value", "true");
        System.setProperty("es.set.netty.runtime.available.processors", "false");

        Settings settings = settings(arguments);
        LogConfigurator.configureWithoutConfig(settings);
        LogConfigurator.configureESLogging();
        Path own = Path.of(arguments[1]).toAbsolutePath();
        Environment environment = new Environment(settings, Files.createDirectories(own.resolve("config")));
        Node node = new Node(environment, plugins(environment));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close"));
        node.start();
        System.out.println("started");
        awaitEndOfInput();
        System.exit(0);
    }

    private static Settings settings(String[] arguments) throws IOException {
        Path distribution = Path.of(arguments[0]).toAbsolutePath();
        Path own = Path.of(arguments[1]).toAbsolutePath();
        Settings.Builder settings = Settings.builder()
            .put("path.home", distribution.toString())
            .put("path.data", Files.createDirectories(own.resolve("data")).toString())
            .put("path.logs", Files.createDirectories(own.resolve("logs")).toString());
        for (int position = 2; position < arguments.length; position++) {
            String[] pair = arguments[position].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        return settings.build();
    }

    private static PluginsLoader plugins(Environment environment) throws IOException {
        return PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of(),
            false
        );
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // what is written does not matter
            }
        } catch (IOException unreadable) {
            // as good as its end
        }
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException problem) {
            System.err.println("the node did not close: " + problem);
        }
    }
}
