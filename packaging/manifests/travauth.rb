# A formula for a Homebrew tap, which installs the archive of a release.
class Travauth < Formula
  desc "Access tokens of travel APIs on the command-line"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/@FILE aarch64-apple-darwin@"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/@FILE x86_64-apple-darwin@"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/@FILE aarch64-unknown-linux-gnu@"
      sha256 "@SHA256 aarch64-unknown-linux-gnu@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/@FILE x86_64-unknown-linux-gnu@"
      sha256 "@SHA256 x86_64-unknown-linux-gnu@"
    end
  end

  def install
    bin.install "travauth"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/travauth.bash" => "travauth"
    zsh_completion.install "completions/_travauth"
    fish_completion.install "completions/travauth.fish"
    doc.install "README.md", "CHANGELOG.md", "THIRD-PARTY-NOTICES.txt"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/travauth --version")
    ENV["TRAVAUTH_CONFIG_DIR"] = testpath
    assert_match(/\AT1RL/, shell_output("#{bin}/travauth token get -p sabre -e emulator"))
  end
end
