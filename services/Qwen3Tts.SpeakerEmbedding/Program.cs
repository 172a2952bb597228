using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.SpeakerEmbedding.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFleetDefaults("speaker-embedding").AddWorkerSecurity().AddSpeakerEmbedding();

var app = builder.Build();
app.MapFleetDefaults().MapSpeakerEmbedding();
app.Run();
