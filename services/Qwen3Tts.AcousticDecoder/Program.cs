using Qwen3Tts.AcousticDecoder.Hosting;
using Qwen3Tts.ServiceDefaults.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFleetDefaults("acoustic-decoder").AddWorkerSecurity().AddAcousticDecoder();

var app = builder.Build();
app.MapFleetDefaults().MapAcousticDecoder();
app.Run();
