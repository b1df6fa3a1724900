//! A session bus of its own, with a real GNOME Keyring or a service that misbehaves.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use zbus::{OwnedObjectPath, OwnedVariant, Variant, interface};

use super::wait::eventually;

/// The password of the keyring.
const KEYRING_PASSWORD: &str = "password of the keyring";
const ITEM_PATH: &str = "/org/freedesktop/secrets/collection/login/1";
const SESSION_PATH: &str = "/org/freedesktop/secrets/session/1";

/// A `dbus-daemon` with an empty home directory, and a keyring if one was started.
#[must_use = "the bus ends when it is dropped"]
pub struct SessionBus {
    dir: TempDir,
    address: String,
    daemon: Child,
    keyring: Option<Child>,
    /// Whether the item of [`Self::with_item`] was deleted.
    has_deleted: Arc<AtomicBool>,
}

impl SessionBus {
    /// Starts a bus without a keyring.
    pub fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("bus-").tempdir().expect("a temporary directory can be created");
        // The installed configuration would start the keyring of the machine on demand.
        let config = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>\
             </busconfig>",
            dir.path().join("bus").display()
        );
        let config_file = dir.path().join("bus.conf");
        std::fs::write(&config_file, config).expect("a temporary file can be written");
        let mut daemon = Command::new("dbus-daemon")
            .arg("--nofork")
            .arg("--print-address=1")
            .arg(format!("--config-file={}", config_file.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon starts");
        let mut address = String::new();
        let stdout = daemon.stdout.take().expect("standard output is a pipe");
        BufReader::new(stdout).read_line(&mut address).expect("dbus-daemon prints its address");
        Self { dir, address: address.trim().to_owned(), daemon, keyring: None, has_deleted: Arc::default() }
    }

    /// Starts a bus with a GNOME Keyring that is unlocked.
    pub fn with_keyring() -> Self {
        let mut bus = Self::start();
        bus.start_keyring(Some(KEYRING_PASSWORD));
        bus
    }

    /// Starts a bus with a GNOME Keyring that has no collection yet.
    pub fn with_empty_keyring() -> Self {
        let mut bus = Self::start();
        bus.start_keyring(None);
        bus
    }

    /// Starts a bus with a service that returns this item for every search.
    pub fn with_item(attributes: &[(&str, &str)], value: &[u8]) -> Self {
        let bus = Self::start();
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let item = FakeItem { attributes, value: value.to_owned(), is_deleted: Arc::clone(&bus.has_deleted) };
        let (address, (started, ready)) = (bus.address.clone(), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(async {
                let connection = zbus::connection::Builder::address(address.as_str())
                    .serve_at("/org/freedesktop/secrets", FakeService)
                    .serve_at(ITEM_PATH, item)
                    .name("org.freedesktop.secrets")
                    .build()
                    .await
                    .expect("the service connects");
                started.send(()).expect("the test waits");
                connection.closed().await;
            });
        });
        ready.recv().expect("the service starts");
        bus
    }

    /// Returns whether the item of [`Self::with_item`] was deleted.
    pub fn has_deleted(&self) -> bool {
        self.has_deleted.load(Ordering::SeqCst)
    }

    /// Returns the value of `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Locks the collection in which items are stored.
    pub fn lock(&self) {
        let status = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"])
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("dbus-send starts").success());
    }

    /// Stops the keyring with `kill -STOP`: it keeps its name, and never responds.
    pub fn pause(&self) {
        let keyring = self.keyring.as_ref().expect("a keyring was started");
        let status = Command::new("kill").args(["-STOP", &keyring.id().to_string()]).status();
        assert!(status.expect("kill starts").success());
    }

    /// Returns the secret of the item with these attributes, read with another program.
    pub fn lookup(&self, attributes: &[&str]) -> Option<String> {
        let output = self.command("secret-tool").arg("lookup").args(attributes).output().expect("secret-tool starts");
        output.status.success().then(|| String::from_utf8(output.stdout).expect("the secret is text"))
    }

    /// Stores an item with another program.
    pub fn store(&self, label: &str, attributes: &[&str], secret: &[u8]) {
        let mut child = self
            .command("secret-tool")
            .args(["store", "--label", label])
            .args(attributes)
            .stdin(Stdio::piped())
            .spawn()
            .expect("secret-tool starts");
        child.stdin.take().expect("standard input is a pipe").write_all(secret).expect("secret-tool reads the secret");
        assert!(child.wait().expect("secret-tool ends").success());
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.dir.path())
            .env("XDG_DATA_HOME", self.dir.path().join("data"))
            .env("XDG_CONFIG_HOME", self.dir.path().join("config"))
            .env("XDG_RUNTIME_DIR", self.dir.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    fn start_keyring(&mut self, password: Option<&str>) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if password.is_some() {
            command.arg("--unlock");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        stdin.write_all(password.unwrap_or_default().as_bytes()).expect("the daemon reads its password");
        drop(stdin);
        self.keyring = Some(child);
        eventually("the keyring is on the bus", || {
            let names = self
                .command("dbus-send")
                .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
                .output()
                .expect("dbus-send starts");
            String::from_utf8_lossy(&names.stdout).contains("boolean true")
        });
    }
}

impl Drop for SessionBus {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.daemon]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Creates a socket that no bus listens on, and returns it with its path.
pub fn silent_socket(dir: &Path) -> (std::os::unix::net::UnixListener, PathBuf) {
    let path = dir.join("silent");
    (std::os::unix::net::UnixListener::bind(&path).expect("a socket can be bound"), path)
}

struct FakeService;

#[interface(name = "org.freedesktop.Secret.Service")]
impl FakeService {
    fn open_session(&self, algorithm: &str, input: Variant<'_>) -> (OwnedVariant, OwnedObjectPath) {
        assert_eq!((algorithm, input), ("plain", Variant::from("")));
        let output = OwnedVariant::try_from(Variant::from("")).expect("a text can be owned");
        (output, path(SESSION_PATH))
    }

    fn search_items(&self, attributes: HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        assert_eq!(attributes.len(), 3, "{attributes:?}");
        (vec![path(ITEM_PATH)], Vec::new())
    }
}

struct FakeItem {
    attributes: HashMap<String, String>,
    value: Vec<u8>,
    is_deleted: Arc<AtomicBool>,
}

#[interface(name = "org.freedesktop.Secret.Item")]
impl FakeItem {
    fn get_secret(&self, session: OwnedObjectPath) -> ((OwnedObjectPath, Vec<u8>, Vec<u8>, String),) {
        ((session, Vec::new(), self.value.clone(), "text/plain".to_owned()),)
    }

    fn delete(&self) -> OwnedObjectPath {
        self.is_deleted.store(true, Ordering::SeqCst);
        path("/")
    }

    #[zbus(property)]
    fn attributes(&self) -> HashMap<String, String> {
        self.attributes.clone()
    }
}

fn path(text: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(text).expect("the path is valid")
}
